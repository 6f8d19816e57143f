import { and, eq, gt, gte, sql } from 'drizzle-orm'
import { alerts, limitWindows } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { windowOf } from '../pipeline/windows.ts'
import { raiseAlert } from './alerts.ts'

const EVENT = 'spend_cap_near'

/** Tells once a day of who has used 80 % of what it may spend in it, agent or organization. */
export async function alertSpending(deps: Deps): Promise<void> {
  const { startsAt } = windowOf('day', deps.clock.now())
  const isNear = and(
    ...[eq(limitWindows.startsAt, startsAt), eq(limitWindows.period, 'day'), eq(limitWindows.metric, 'spend')],
    ...[gt(limitWindows.max, 0), gte(sql`${limitWindows.used} * 5`, sql`${limitWindows.max} * 4`)]
  )
  for (const { orgId, subjectId: subject, used, max } of await deps.db.select().from(limitWindows).where(isNear)) {
    const isTold = and(
      ...[eq(alerts.orgId, orgId), eq(alerts.event, EVENT), eq(alerts.subject, subject)],
      gte(alerts.lastAt, startsAt)
    )
    if ((await deps.db.$count(alerts, isTold)) > 0) continue
    const message = `${Math.floor((used / max) * 100)} % of the day's budget of $${max / 1_000_000} is used.`
    const details = { usedMicroUsd: used, maxMicroUsd: max }
    await raiseAlert(deps, { orgId, severity: 'MEDIUM', event: EVENT, subject, message, details })
  }
}
