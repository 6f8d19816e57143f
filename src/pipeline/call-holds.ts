import { and, eq, notInArray, sql } from 'drizzle-orm'
import { isCheckViolation } from '../db/batch.ts'
import { agents, calls, limitWindows, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'
import { minutePriceMicroUsd } from './call-price.ts'
import { organization } from './vendors.ts'
import { spendTakesOf, windowOf } from './windows.ts'

/**
 * Sets the price of more minutes of a live call aside, in the budgets from which its first ones came. False, and
 * nothing changed, when a budget does not have it, or the call is settled.
 */
export async function extendHold(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  callId: string,
  seconds: number
): Promise<boolean> {
  const [found] = await deps.db
    .select({ call: calls, agent: agents })
    .from(calls)
    .innerJoin(agents, eq(agents.id, calls.agentId))
    .where(eq(calls.id, callId))
  if (!found) return false
  const { call, agent } = found
  const org = await organization(deps, call.orgId)
  const costMicroUsd = Math.ceil(Math.max(0, seconds) / 60) * minutePriceMicroUsd(call)
  const takes = spendTakesOf(deps, { org, agent, costMicroUsd })
  try {
    return await deps.db.transaction(async (tx) => {
      const more = sql`cast(${costMicroUsd} as bigint)`
      // Rows in the order in which they are taken when the call ends: neither waits for the other for ever.
      const [live] = await tx
        .update(calls)
        .set({ updatedAt: deps.clock.now() })
        .where(and(eq(calls.id, callId), notInArray(calls.state, [...TERMINAL_STATES])))
        .returning({ id: calls.id })
      if (!live) return false
      const [hold] = await tx
        .update(reservations)
        .set({ heldMicroUsd: sql`${reservations.heldMicroUsd} + ${more}` })
        .where(and(eq(reservations.actionId, callId), eq(reservations.state, 'open')))
        .returning({ createdAt: reservations.createdAt })
      if (!hold) return false
      await tx
        .update(calls)
        .set({ costMicroUsd: sql`${calls.costMicroUsd} + ${more}` })
        .where(eq(calls.id, callId))
      for (const { subjectId, metric, period, amount, max } of takes) {
        const { startsAt } = windowOf(period, hold.createdAt)
        const used = sql`${limitWindows.used} + excluded.used`
        await tx
          .insert(limitWindows)
          .values({ orgId: org.id, subjectId, metric, period, startsAt, used: amount, max })
          .onConflictDoUpdate({
            target: [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt],
            set: { used, max: sql`excluded.max` }
          })
      }
      return true
    })
  } catch (error) {
    if (isCheckViolation(error)) return false
    throw error
  }
}
