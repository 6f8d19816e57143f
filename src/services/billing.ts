import { and, eq, gt, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import { calls, reservations, usageDaily } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import type { BillingSummary } from '../schemas/billing.ts'
import type { UsagePeriod } from '../schemas/usage.ts'
import { readBilling } from './billing-config.ts'
import { dollars } from './limits.ts'
import { firstDay } from './periods.ts'

/** What the caller's organization has to pay for what its agents did in a period, from the counters of each day. */
export async function billingSummary(
  deps: Deps,
  { orgId }: Caller,
  period: UsagePeriod = 'month'
): Promise<BillingSummary> {
  const now = deps.clock.now()
  const since = firstDay(period, now)
  const [config, channels, estimatedMicroUsd] = await Promise.all([
    readBilling(deps.db, orgId, now),
    costByChannel(deps, orgId, since),
    estimatedSince(deps, orgId, since)
  ])
  const perChannel = channels.map(({ channel, actions, costMicroUsd }) => ({
    ...{ channel, actions },
    ...money(costMicroUsd, Math.round((costMicroUsd * config.markupBasisPoints) / 10_000))
  }))
  const sum = (pick: (row: (typeof perChannel)[number]) => number) =>
    perChannel.reduce((all, row) => all + pick(row), 0)
  return {
    ...{ period, since: period === 'all' ? null : since, tier: config.tier, billingEmail: config.billingEmail },
    markupPercent: config.markupBasisPoints / 100,
    ...money(
      sum((row) => row.providerCostMicroUsd),
      sum((row) => row.markupMicroUsd)
    ),
    ...{ perChannel, estimatedMicroUsd }
  }
}

const money = (costMicroUsd: number, markupMicroUsd: number) => ({
  ...{ providerCost: dollars(costMicroUsd), providerCostMicroUsd: costMicroUsd },
  ...{ markup: dollars(markupMicroUsd), markupMicroUsd },
  ...{ billed: dollars(costMicroUsd + markupMicroUsd), billedMicroUsd: costMicroUsd + markupMicroUsd }
})

async function costByChannel(deps: Deps, orgId: string, since: string) {
  const sum = (column: typeof usageDaily.actions | typeof usageDaily.costMicroUsd) =>
    sql<number>`sum(${column})`.mapWith(Number)
  const { channel, actions, costMicroUsd, day } = usageDaily
  return deps.db
    .select({ channel, actions: sum(actions), costMicroUsd: sum(costMicroUsd) })
    .from(usageDaily)
    .where(and(eq(usageDaily.orgId, orgId), gte(day, since)))
    .groupBy(channel)
    .orderBy(channel)
}

/** Prices that are awaited are few: they are found by when they are asked for. */
async function estimatedSince(deps: Deps, orgId: string, since: string): Promise<number> {
  const from = new Date(since.startsWith('0000') ? 0 : `${since}T00:00:00Z`)
  const isIn = and(
    ...[eq(reservations.state, 'estimated'), eq(reservations.orgId, orgId)],
    gte(reservations.createdAt, from)
  )
  const total = sql<number>`coalesce(sum(${reservations.spentMicroUsd}), 0)`.mapWith(Number)
  // When the price of a call is asked for stands in the call's own row.
  const dueCalls = deps.db
    .select({ id: calls.id })
    .from(calls)
    .where(gt(calls.dueAt, new Date(0)))
  const [[sent], [called]] = await Promise.all([
    deps.db
      .select({ total })
      .from(reservations)
      .where(and(isNotNull(reservations.dueAt), isIn)),
    deps.db
      .select({ total })
      .from(reservations)
      .where(and(inArray(reservations.actionId, dueCalls), isIn))
  ])
  return (sent?.total ?? 0) + (called?.total ?? 0)
}
