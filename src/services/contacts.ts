import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { contactKey, isE164, isEmail } from '../lib/phone.ts'
import { askDirectory } from '../pipeline/directory.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import { organization } from '../pipeline/vendors.ts'
import { type Standing, standingOf } from '../policy/standing.ts'
import type { Channel } from '../schemas/common.ts'

/**
 * A person's address in the form under which contacts are stored.
 * @throws CommsError `invalid_recipient` when it is no address, or none of the channel
 */
export function contactOf(address: string, channel: Channel | 'any' = 'any'): string {
  const fits = isEmail(address) ? channel === 'email' || channel === 'any' : isE164(address) && channel !== 'email'
  if (fits) return contactKey(address)
  const wanted = { any: 'an E.164 number or an email address', email: 'an email address' }
  throw new CommsError(
    'invalid_recipient',
    `The contact must be ${channel === 'any' || channel === 'email' ? wanted[channel] : 'an E.164 number: + and the country code first'}.`,
    { nextAction: 'Give the number with + and its country code, or one bare email address.' }
  )
}

/** What is on record of a person, after the organization's contact directory was asked where there is one. */
export async function standingNow(deps: Deps, orgId: string, contact: string): Promise<Standing> {
  const of = { orgId, contact, pseudonym: pseudonymOf(deps, contact) }
  const [standing, org] = await Promise.all([standingOf(deps.db, of), organization(deps, orgId)])
  return (await askDirectory(deps, org, contact, standing)) ? standingOf(deps.db, of) : standing
}
