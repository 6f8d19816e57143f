import type { Built } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { auditLog } from '../db/schema/index.ts'
import { sha256 } from '../lib/crypto.ts'
import { firstIdAt } from '../lib/ids.ts'
import { auditRow } from './audit.ts'

/** A limit that refused something. */
export interface Breach {
  orgId: string
  /** The agent or the organization that is limited. */
  subject: string
  /** What is limited, e.g. `actions` or `spend`. */
  limit: string
  period: string
  /** Start of the window. */
  startsAt: Date
  max: number
  /** `cap.hit` for money. */
  event: 'limit.breached' | 'cap.hit'
}

/**
 * A statement that records the first refusal of a limit in a window; every further one changes nothing, so that a loop
 * that runs into a limit does not fill the log. For the batch of the refusal.
 */
export function breachOnce(db: Queries, at: Date, { orgId, subject, event, startsAt, ...details }: Breach): Built {
  const { limit, period } = details
  const window = sha256(JSON.stringify([orgId, subject, limit, period, startsAt.getTime()]))
  // The digits of the hash are letters of an id, so that the same breach has the same id on every replica.
  const id = firstIdAt('aud', startsAt).slice(0, -16) + window.slice(0, 16).toUpperCase()
  const entry = auditRow(at, { orgId, event, actor: 'gate', subject, details: { ...details, startsAt } })
  return db
    .insert(auditLog)
    .values({ ...entry, id })
    .onConflictDoNothing()
}
