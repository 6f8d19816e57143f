import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { calls, webhookReceipts } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { type CallState, isTerminal } from '../schemas/call.ts'
import { type CallEnd, endCallRow } from './call-ending.ts'

type CallRow = typeof calls.$inferSelect

/** What a carrier says of a call. */
export interface CallReport extends CallEnd {
  orgId: string
  agentId: string
  /** Our row id, where the URL carries it; else the carrier's id finds it. */
  callId?: string | undefined
  provider: string
  /** Identity of this report; a copy has the same. */
  eventKey: string
  providerRef: string
}

/** Order of the states of a live call: a report that comes late never takes a call back. */
const BEFORE: Partial<Record<CallState, CallState[]>> = {
  initiated: ['unknown'],
  ringing: ['unknown', 'initiated'],
  'in-progress': ['unknown', 'initiated', 'ringing']
}

/**
 * Records what a carrier says of a call, in whatever order it says it: receipt, row, and at the end all that ends with
 * it, in one transaction. `ignored` when it is about no call of this agent.
 */
export async function receiveCallReport(deps: Deps, report: CallReport): Promise<'accepted' | 'ignored' | 'duplicate'> {
  const { orgId, agentId, provider, eventKey } = report
  try {
    const known = await deps.db.transaction(async (tx) => {
      const receivedAt = deps.clock.now()
      await tx.insert(webhookReceipts).values({ id: newId('rcp', receivedAt), orgId, provider, eventKey, receivedAt })
      const call = await findCall(tx, report)
      if (call) await applyReport(deps, tx, call, report)
      return call !== undefined
    })
    if (!known) return 'ignored'
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
  if (isTerminal(report.state)) await announce(deps, agentId)
  return 'accepted'
}

/** Moves a call to the state that its carrier names, unless it is there or further already. */
export async function applyReport(
  deps: Deps,
  tx: Queries,
  call: CallRow,
  report: CallEnd & { providerRef: string }
): Promise<void> {
  const { state, sequence, providerRef, durationSeconds } = report
  const isCall = eq(calls.id, call.id)
  const now = deps.clock.now()
  if (call.providerRef === null) await tx.update(calls).set({ providerRef }).where(isCall)
  if (sequence !== undefined)
    await tx
      .update(calls)
      .set({ sequence })
      .where(and(isCall, lt(calls.sequence, sequence)))
  if (isTerminal(state)) {
    const ended = await endCallRow(deps, tx, call, report)
    // The carrier's count takes the place of ours.
    if (!ended && state === call.state && durationSeconds !== undefined)
      await tx.update(calls).set({ durationSeconds, updatedAt: now }).where(isCall)
    return
  }
  const answeredAt = sql`coalesce(${calls.answeredAt}, ${sql.param(now, calls.answeredAt)})`
  await tx
    .update(calls)
    .set({ state, updatedAt: now, ...(state === 'in-progress' && { answeredAt }) })
    .where(and(isCall, inArray(calls.state, BEFORE[state] ?? [])))
}

async function findCall(tx: Queries, { orgId, agentId, callId, provider, providerRef }: CallReport) {
  const isIt =
    callId === undefined ? and(eq(calls.provider, provider), eq(calls.providerRef, providerRef)) : eq(calls.id, callId)
  const [call] = await tx
    .select()
    .from(calls)
    .where(and(isIt, eq(calls.orgId, orgId), eq(calls.agentId, agentId)))
  // A leg that was dialled from a call reports under an id of its own.
  return call && (call.providerRef === null || call.providerRef === providerRef) ? call : undefined
}
