import { and, eq, notInArray, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { agents, calls, inboxEvents } from '../db/schema/index.ts'
import { eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { callOutcomesTotal } from '../observability/metrics.ts'
import { type CallEnding, type CallState, TERMINAL_STATES } from '../schemas/call.ts'
import { explainVendorCode } from '../schemas/carrier-errors.ts'
import { wipeOrKeepCall } from './call-content.ts'
import { priceByMinutes } from './call-price.ts'
import { spendByMinutes } from './call-settlement.ts'

type CallRow = typeof calls.$inferSelect

/** When the carrier is first asked for the price of a call, in milliseconds: it bills some time after the end. */
const FIRST_PRICE_MS = 60_000

/** How a call ended, as its carrier tells. */
export interface CallEnd {
  state: CallState
  /** Seconds from answer to end; by our own clock where the carrier does not say. */
  durationSeconds?: number | undefined
  errorCode?: string | undefined
  sequence?: number | undefined
}

/**
 * Ends a call within a transaction, once, whoever tells first: state, duration, cost and counters, what was said, and
 * the agent's event of a call that it placed. Whether it was still live.
 */
export async function endCallRow(deps: Deps, tx: Queries, call: CallRow, end: CallEnd): Promise<boolean> {
  const now = deps.clock.now()
  const durationSeconds = lengthOf(call, end, now)
  const costMicroUsd = priceByMinutes(call, durationSeconds)
  const endedBy = sql`coalesce(${calls.endedBy}, ${sql.param(endingOf(end.state), calls.endedBy)})`
  const [ended] = await tx
    .update(calls)
    .set({
      ...{ state: end.state, endedBy, durationSeconds, costMicroUsd, endedAt: now, updatedAt: now },
      ...(end.errorCode !== undefined && { errorCode: end.errorCode }),
      dueAt: new Date(now.getTime() + FIRST_PRICE_MS)
    })
    .where(and(eq(calls.id, call.id), notInArray(calls.state, [...TERMINAL_STATES])))
    .returning()
  if (!ended) return false
  const [agent] = await tx.select({ storage: agents.storage }).from(agents).where(eq(agents.id, call.agentId))
  await wipeOrKeepCall(deps, tx, ended, agent)
  const outbound = call.direction === 'outbound'
  const failed = end.state === 'failed' ? 1 : 0
  await spendByMinutes(tx, call.id, costMicroUsd, { failed, actions: outbound ? 1 : 0 })
  if (outbound) await tx.insert(inboxEvents).values(endedEvent(deps, ended))
  callOutcomesTotal.inc({ direction: call.direction, state: end.state, by: ended.endedBy ?? 'nobody' })
  return true
}

/** What the agent is told of a call that it placed and that is over. */
function endedEvent(deps: Deps, call: CallRow): typeof inboxEvents.$inferInsert {
  const { id: callId, orgId, agentId, contact, ownAddress, state, errorCode } = call
  const { answeredBy, endedBy, durationSeconds } = call
  return eventRow(deps, {
    ...{ orgId, agentId, kind: 'call.status', channel: 'voice', contact },
    payload: {
      ...{ from: ownAddress, to: contact, status: state, callId },
      ...(answeredBy !== null && { answeredBy }),
      ...(endedBy !== null && { endedBy }),
      ...(durationSeconds !== null && { durationSeconds }),
      ...(errorCode !== null && { error: reasonOf(errorCode) })
    }
  })
}

function reasonOf(code: string) {
  const { meaning, nextAction } = explainVendorCode(code)
  return { code, meaning, nextAction }
}

/** Nobody hung up on a call that was never answered. */
function endingOf(state: CallState): CallEnding | null {
  if (state === 'completed') return 'caller'
  return state === 'failed' ? 'error' : null
}

function lengthOf({ answeredAt }: CallRow, { state, durationSeconds }: CallEnd, now: Date): number {
  if (state !== 'completed') return 0
  if (durationSeconds !== undefined) return durationSeconds
  return answeredAt === null ? 0 : Math.max(0, Math.round((now.getTime() - answeredAt.getTime()) / 1000))
}
