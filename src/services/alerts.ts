import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { alerts, organizations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'

/** Within this time of its last occurrence the same event is no new alert, in milliseconds. */
const SAME_MS = 5 * 60_000

/** What an operator must know. */
export interface Alert {
  orgId: string
  severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'
  event: string
  /** Id of what it is about. */
  subject: string
  /** In plain words, without personal data. */
  message: string
  details?: Record<string, unknown>
}

/** The alert that stands for an occurrence, and whether it is new. */
export interface Raised {
  alertId: string
  isNew: boolean
}

/**
 * Records that something happened which an operator must know: the same event about the same subject within five minutes
 * raises the counter of the alert that is there, also when two replicas tell it at once. `along` runs in the same transaction.
 */
export async function raiseAlert(
  deps: Pick<Deps, 'db' | 'clock'>,
  alert: Alert,
  along: (tx: Queries, raised: Raised) => Promise<unknown> = async () => undefined
): Promise<Raised> {
  const now = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    // Who alerts of one organization stands in line, so that none misses what the other adds.
    await tx
      .update(organizations)
      .set({ name: sql`${organizations.name}` })
      .where(eq(organizations.id, alert.orgId))
    const raised = (await raiseAgain(tx, alert, now)) ?? (await raiseNew(tx, alert, now))
    await along(tx, raised)
    return raised
  })
}

async function raiseAgain(tx: Queries, { orgId, event, subject }: Alert, now: Date): Promise<Raised | undefined> {
  const isSame = and(
    eq(alerts.orgId, orgId),
    eq(alerts.event, event),
    eq(alerts.subject, subject),
    gt(alerts.lastAt, new Date(now.getTime() - SAME_MS))
  )
  const last = tx.select({ id: alerts.id }).from(alerts).where(isSame).orderBy(desc(alerts.lastAt)).limit(1)
  const [row] = await tx
    .update(alerts)
    .set({ occurrences: sql`${alerts.occurrences} + 1`, lastAt: now })
    .where(inArray(alerts.id, last))
    .returning({ id: alerts.id })
  return row && { alertId: row.id, isNew: false }
}

async function raiseNew(tx: Queries, { details = {}, ...alert }: Alert, now: Date): Promise<Raised> {
  const alertId = newId('alr', now)
  await tx.insert(alerts).values({ id: alertId, ...alert, details, occurrences: 1, createdAt: now, lastAt: now })
  return { alertId, isNew: true }
}
