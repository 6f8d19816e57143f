import { and, eq, gt, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { calls, limitWindows, reservations, usageDaily } from '../db/schema/index.ts'
import type { LimitOverrides } from '../schemas/usage.ts'
import { windowOf } from './windows.ts'

/**
 * Brings the budgets of an organization in line with its caps, within a transaction: one that is capped counts what its
 * agents have spent and hold since the window began, one that is not is forgotten. Whoever charges a budget meanwhile
 * waits; who did not know of the cap yet is missed, so that it is done again when all do.
 */
export async function recountOrganization(
  tx: Queries,
  orgId: string,
  { orgSpendPerDayMicroUsd, orgSpendPerMonthMicroUsd }: LimitOverrides,
  at: Date
): Promise<void> {
  await recount(tx, orgId, 'day', orgSpendPerDayMicroUsd, at)
  await recount(tx, orgId, 'month', orgSpendPerMonthMicroUsd, at)
}

async function recount(tx: Queries, orgId: string, period: 'day' | 'month', cap: number | undefined, at: Date) {
  const { startsAt } = windowOf(period, at)
  const key = { subjectId: orgId, metric: 'spend', period, startsAt }
  const isRow = and(
    ...[eq(limitWindows.subjectId, orgId), eq(limitWindows.metric, 'spend')],
    ...[eq(limitWindows.period, period), eq(limitWindows.startsAt, startsAt)]
  )
  if (cap === undefined) return void (await tx.delete(limitWindows).where(isRow))
  const target = [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt]
  // Takes the row's lock before the sums are read: who has charged it before has committed then.
  await tx
    .insert(limitWindows)
    .values({ orgId, ...key, used: 0, max: cap })
    .onConflictDoUpdate({ target, set: { orgId } })
  const used = (await spentSince(tx, orgId, startsAt)) + (await heldSince(tx, orgId, startsAt))
  await tx
    .update(limitWindows)
    .set({ used, max: Math.max(cap, used) })
    .where(isRow)
}

async function spentSince(tx: Queries, orgId: string, since: Date): Promise<number> {
  const isIn = and(eq(usageDaily.orgId, orgId), gte(usageDaily.day, since.toISOString().slice(0, 10)))
  const [row] = await tx
    .select({ total: sql<number>`coalesce(sum(${usageDaily.costMicroUsd}), 0)`.mapWith(Number) })
    .from(usageDaily)
    .where(isIn)
  return row?.total ?? 0
}

async function heldSince(tx: Queries, orgId: string, since: Date): Promise<number> {
  const isIn = and(
    ...[eq(reservations.state, 'open'), eq(reservations.orgId, orgId)],
    gte(reservations.createdAt, since)
  )
  const total = sql<number>`coalesce(sum(${reservations.heldMicroUsd}), 0)`.mapWith(Number)
  const [messages] = await tx
    .select({ total })
    .from(reservations)
    .where(and(isNotNull(reservations.dueAt), isIn))
  // When money of a call is looked into stands in the call's own row.
  const dueCalls = tx
    .select({ id: calls.id })
    .from(calls)
    .where(gt(calls.dueAt, new Date(0)))
  const [live] = await tx
    .select({ total })
    .from(reservations)
    .where(and(inArray(reservations.actionId, dueCalls), isIn))
  return (messages?.total ?? 0) + (live?.total ?? 0)
}
