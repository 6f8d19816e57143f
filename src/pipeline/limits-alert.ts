import type { Built } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { alerts } from '../db/schema/index.ts'
import { sha256 } from '../lib/crypto.ts'
import { firstIdAt } from '../lib/ids.ts'
import { breachOnce } from '../observability/audit-breach.ts'
import { type Take, windowOf } from './windows.ts'

/**
 * Statements that make the first refusal of a limit in its window known: an audit entry, and an alert where it is
 * money. Every further one changes nothing. For the batch of the refusal.
 */
export function breachKnown(db: Queries, at: Date, orgId: string, take: Take): Built[] {
  const { subjectId: subject, period, max } = take
  const { startsAt } = windowOf(period, at)
  const limit = take.limit.replace('MicroUsd', '')
  const money = take.metric === 'spend'
  const event = money ? 'cap.hit' : 'limit.breached'
  const audited = breachOnce(db, at, { orgId, subject, limit, period, startsAt, max, event })
  if (!money) return [audited]
  const window = sha256(JSON.stringify([subject, limit, startsAt.getTime()]))
  const alert: typeof alerts.$inferInsert = {
    // The same on every replica: of many refusals at once one is told.
    id: firstIdAt('alr', startsAt).slice(0, -16) + window.slice(0, 16).toUpperCase(),
    ...{ orgId, severity: 'HIGH', event: 'spend_cap_breached', subject, occurrences: 1, createdAt: at, lastAt: at },
    message: `The budget of a ${period} is used up: $${max / 1_000_000}.`,
    details: { limit, period, startsAt, maxMicroUsd: max }
  }
  return [audited, db.insert(alerts).values(alert).onConflictDoNothing()]
}
