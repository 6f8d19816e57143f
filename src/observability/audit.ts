import type { auditLog } from '../db/schema/index.ts'
import { newId } from '../lib/ids.ts'

/** What is audited. An entry is written in the transaction of what it records; sends have their decisions instead. */
export const AUDIT_EVENTS = [
  'token.issued',
  'token.rotated',
  'token.revoked',
  'agent.provisioned',
  'agent.changed',
  'agent.removed',
  'pool.expanded',
  'credential.registered',
  'credential.changed',
  'limits.changed',
  'limit.breached',
  'cap.hit',
  'anomaly.detected',
  'admin.signed_in',
  'admin.action',
  'organization.created',
  'organization.reviewed',
  'consent.recorded',
  'consent.revoked',
  'dnc.added',
  'contact.erased',
  'retention.run'
] as const

/** What is audited. */
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** One thing done to the house. */
export interface AuditEntry {
  orgId: string
  event: AuditEvent
  /** Role and token id of who did it, e.g. `org:tok_…`. */
  actor: string
  /** Id of what it was done to. */
  subject: string
  /** Facts without personal data or secrets. */
  details?: Record<string, unknown>
}

/** The row of an audit entry; insert it in the transaction that does what it records. */
export const auditRow = (at: Date, entry: AuditEntry): typeof auditLog.$inferInsert => ({
  id: newId('aud', at),
  details: {},
  ...entry,
  createdAt: at
})
