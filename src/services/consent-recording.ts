import { auditLog, contactConsent } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import { standingOf } from '../policy/standing.ts'
import type { Channel } from '../schemas/common.ts'
import type { ConsentPurpose, RecordedConsent } from '../schemas/consent.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'

/** Consent as the owner of an organization tells it. */
export interface ConsentInput {
  contactAddress: string
  channel: Channel | 'any'
  consentType?: RecordedConsent['consentType'] | undefined
  purpose?: ConsentPurpose | undefined
  source?: string | undefined
  proof?: string | undefined
  /** ISO 8601 with a time zone. */
  expiresAt?: string | undefined
  notes?: string | undefined
}

/**
 * Records that a person agreed to be contacted; what proves it is encrypted. Who is on the do-not-contact list stays
 * there, and the answer says so: only the person's own START ends what the person's own STOP began.
 * @throws CommsError `invalid_recipient`, `invalid_input` for consent that has ended already
 */
export async function recordConsent(deps: Deps, caller: Caller, input: ConsentInput): Promise<RecordedConsent> {
  const { channel, consentType: kind = 'express', purpose = 'conversational', notes = null } = input
  const { source = 'recorded by the organization', proof } = input
  const contact = contactOf(input.contactAddress, channel)
  const now = deps.clock.now()
  const expiresAt = input.expiresAt === undefined ? null : endOf(input.expiresAt, now)
  const { orgId } = caller
  const pseudonym = pseudonymOf(deps, contact)
  const { listedBy } = await standingOf(deps.db, { orgId, contact, pseudonym })
  const id = newId('cns', now)
  const sealed = proof === undefined ? null : deps.sealer.seal(proof, id)
  const actor = actorOf(caller)
  const row = { id, orgId, contact, channel, purpose, kind, source, proof: sealed, notes, recordedBy: actor }
  const details = { channel, purpose, kind, contact: pseudonym }
  await deps.db.batch([
    deps.db.insert(contactConsent).values({ ...row, grantedAt: now, expiresAt, createdAt: now }),
    deps.db.insert(auditLog).values(auditRow(now, { orgId, event: 'consent.recorded', actor, subject: id, details }))
  ])
  return {
    ...{ consentId: id, contactAddress: contact, channel, consentType: kind, purpose, source },
    status: listedBy === null ? 'active' : 'opted_out',
    since: now.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    ...(listedBy !== null && {
      note: `This person is on the do-not-contact list (${listedBy.replaceAll('_', ' ')}): nothing is sent while that is so. It ends when the person writes START, and only where it was the person who opted out.`
    })
  }
}

function endOf(text: string, now: Date): Date {
  const at = new Date(text)
  if (at > now) return at
  throw new CommsError('invalid_input', 'expiresAt: must be a day and time to come; consent that has ended is none.')
}
