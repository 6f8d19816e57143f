import { and, eq, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { calls, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CALLS, countUsage, type UsageDelta } from './usage.ts'
import { changeSpend } from './windows.ts'

type Hold = typeof reservations.$inferSelect

/**
 * Counts what a call cost by its length within the transaction that ends it, once: the hold becomes an estimate until
 * the carrier names its price, and what was held beyond it goes back to its budgets.
 */
export async function spendByMinutes(
  tx: Queries,
  callId: string,
  costMicroUsd: number,
  counted: UsageDelta
): Promise<void> {
  const [hold] = await tx
    .update(reservations)
    .set({ state: 'estimated', ...spent(costMicroUsd), dueAt: null })
    .where(and(eq(reservations.actionId, callId), eq(reservations.state, 'open')))
    .returning()
  if (hold) await correct(tx, hold, costMicroUsd, costMicroUsd - hold.heldMicroUsd, counted)
}

/** Puts the carrier's price in the place of the estimate of a call, in hold, row, usage and budgets; once. */
export async function settleCallPrice(
  deps: Pick<Deps, 'db' | 'clock'>,
  callId: string,
  priceMicroUsd: number
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [call] = await tx.select({ costMicroUsd: calls.costMicroUsd }).from(calls).where(eq(calls.id, callId))
    const [hold] = await tx
      .update(reservations)
      .set({ state: 'settled', ...spent(priceMicroUsd), dueAt: null })
      .where(and(eq(reservations.actionId, callId), eq(reservations.state, 'estimated')))
      .returning()
    await tx
      .update(calls)
      .set({ dueAt: null, updatedAt: deps.clock.now(), ...(hold && { costMicroUsd: priceMicroUsd }) })
      .where(eq(calls.id, callId))
    const deltaMicroUsd = priceMicroUsd - (call?.costMicroUsd ?? priceMicroUsd)
    if (hold && deltaMicroUsd !== 0) await correct(tx, hold, deltaMicroUsd, deltaMicroUsd, {})
  })
}

const spent = (costMicroUsd: number) => ({
  spentMicroUsd: costMicroUsd,
  returnedMicroUsd: sql`${reservations.heldMicroUsd} - cast(${costMicroUsd} as bigint)`
})

async function correct(tx: Queries, hold: Hold, usageMicroUsd: number, budgetMicroUsd: number, counted: UsageDelta) {
  const delta = { ...counted, costMicroUsd: usageMicroUsd }
  const of = { orgId: hold.orgId, agentId: hold.agentId, channel: CALLS }
  if (Object.values(delta).some(Boolean)) await countUsage(tx, of, hold.createdAt, delta)
  for (const statement of changeSpend(tx, hold, hold.createdAt, budgetMicroUsd)) await statement
}
