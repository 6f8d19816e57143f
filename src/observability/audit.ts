import type { auditLog } from '../db/schema/index.ts'
import { newId } from '../lib/ids.ts'

/** What is audited. */
export type AuditEvent =
  | 'token.issued'
  | 'token.rotated'
  | 'token.revoked'
  | 'agent.provisioned'
  | 'agent.changed'
  | 'agent.removed'
  | 'pool.expanded'

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
