import { auditLog } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { auditRow } from '../observability/audit.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import { endConsent } from '../pipeline/revocation.ts'
import type { Channel } from '../schemas/common.ts'
import type { ConsentPurpose, RevokedConsent } from '../schemas/consent.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'
import { listed, listing } from './dnc.ts'

/** Consent that ends, as far as it is named; all of a person's by default. */
export interface RevocationInput {
  contactAddress: string
  channel?: Channel | 'any' | undefined
  purpose?: ConsentPurpose | undefined
  reason?: string | undefined
  /** Whether the person goes onto the do-not-contact list as well. */
  addToDnc?: boolean | undefined
}

/**
 * Ends every consent that covers what is named, however much else it covered, and what made messages an answer. Safe to
 * call twice.
 * @throws CommsError `invalid_recipient`
 */
export async function revokeConsent(deps: Deps, caller: Caller, input: RevocationInput): Promise<RevokedConsent> {
  const contact = contactOf(input.contactAddress, input.channel)
  const now = deps.clock.now()
  const { orgId } = caller
  const { reason: because = 'revoked through a tool', addToDnc = false } = input
  const channel = input.channel === 'any' ? undefined : input.channel
  const purpose = input.purpose === 'any' ? undefined : input.purpose
  const actor = actorOf(caller)
  const subject = pseudonymOf(deps, contact)
  const details = { channel: channel ?? 'any', purpose: purpose ?? 'any', addToDnc }
  const list = addToDnc ? [listing(deps, { orgId, contact, reason: because, createdAt: now })] : []
  const entries = [auditRow(now, { orgId, event: 'consent.revoked', actor, subject, details })]
  if (addToDnc) entries.push(auditRow(now, { orgId, event: 'dnc.added', actor, subject }))
  const done = await deps.db.batch([
    deps.db.insert(auditLog).values(entries),
    ...endConsent(deps.db, { orgId, contact, channel, purpose, because }, now, list)
  ])
  const revoked = done.at(-1)?.rows.length ?? 0
  return {
    contactAddress: contact,
    status: revoked > 0 ? 'revoked' : 'none',
    revoked,
    since: now.toISOString(),
    onInternalList: (await listed(deps, orgId, contact)) !== undefined
  }
}
