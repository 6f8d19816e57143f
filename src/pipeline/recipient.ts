import { and, eq, ne } from 'drizzle-orm'
import { agents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { contactKey, isE164, isEmail } from '../lib/phone.ts'
import { telephonyVendor } from '../providers/index.ts'
import type { AgentRow } from './draft.ts'
import { orgVendors } from './vendors.ts'

/** The two addresses of a message or a call, and who carries it. */
export interface Route {
  /** E.164 or email in lower case. */
  contact: string
  /** The agent's own address. */
  ownAddress: string
  /** The vendor, by its name. */
  provider: string
}

/** Whom an effect goes to, and how. */
interface Wanted {
  channel: 'sms' | 'email' | 'voice'
  to: string
}

/**
 * Finds out from where and to where a message or a call goes, and by whom. No agent calls itself: it would talk to itself
 * until the money is gone.
 * @throws CommsError `channel_not_provisioned`, `invalid_recipient`, `not_found` for an agent that is not of this
 * organization, `provider_unavailable` when a stored credential cannot be read
 */
export async function routeOf(deps: Deps, agent: AgentRow, draft: Wanted): Promise<Route> {
  const ownAddress = addressOn(agent, draft.channel)
  if (!ownAddress)
    throw new CommsError('channel_not_provisioned', `Nothing was sent: this agent has no ${draft.channel} channel.`)
  const provider = await carrierOf(deps, agent, draft.channel)
  const contact = await contactOf(deps, agent, draft)
  if (draft.channel === 'voice' && contact === ownAddress)
    throw new CommsError('invalid_recipient', 'Nobody was called: this is the number of the agent itself.', {
      nextAction: 'Call another number.'
    })
  return { contact, ownAddress, provider }
}

async function contactOf(deps: Deps, { orgId }: AgentRow, draft: Wanted): Promise<string> {
  const fits = draft.channel === 'email' ? isEmail : isE164
  if (fits(draft.to)) return contactKey(draft.to)
  if (/^[A-Za-z][A-Za-z0-9_-]{1,63}$/.test(draft.to)) return addressOfAgent(deps, orgId, draft)
  if (draft.channel === 'voice')
    throw new CommsError(
      'invalid_recipient',
      'Nobody was called: who is called must be an E.164 number such as +14155550100, or the id of an agent.',
      { nextAction: 'Use an E.164 number, or the id of an agent of the organization.' }
    )
  const wanted =
    draft.channel === 'email' ? 'an email address such as ada@example.com' : 'an E.164 number such as +14155550100'
  throw new CommsError(
    'invalid_recipient',
    `Nothing was sent: \`to\` must be ${wanted} on the channel ${draft.channel}.`
  )
}

async function carrierOf(deps: Deps, { id, orgId }: AgentRow, channel: Wanted['channel']): Promise<string> {
  if (channel === 'email') return deps.config.vendors.email
  return telephonyVendor(deps.providers, await orgVendors(deps, orgId, id))
}

const addressOn = (agent: Pick<AgentRow, 'phoneNumber' | 'emailAddress'>, channel: Wanted['channel']) =>
  channel === 'email' ? agent.emailAddress : agent.phoneNumber

async function addressOfAgent(deps: Deps, orgId: string, { channel, to }: Wanted) {
  const [other] = await deps.db
    .select({ phoneNumber: agents.phoneNumber, emailAddress: agents.emailAddress })
    .from(agents)
    .where(and(eq(agents.id, to), eq(agents.orgId, orgId), ne(agents.status, 'removed')))
  if (!other) throw new CommsError('not_found', 'Nothing was sent: there is no agent with this id.')
  const address = addressOn(other, channel)
  if (!address)
    throw new CommsError('channel_not_provisioned', `Nothing was sent: the agent ${to} has no ${channel} channel.`)
  return address
}
