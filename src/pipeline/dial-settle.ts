import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { callContents, calls, contactAttempts, inboxEvents, limitWindows } from '../db/schema/index.ts'
import { announce, eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import type { CommsError } from '../errors.ts'
import { actionsTotal, agentLabel, callOutcomesTotal } from '../observability/metrics.ts'
import { type CallState, TERMINAL_STATES } from '../schemas/call.ts'
import { explainVendorCode } from '../schemas/carrier-errors.ts'
import type { Dialled } from './dial-carrier.ts'
import { RING_SECONDS } from './dial-carrier.ts'
import type { CallRow } from './dial-draft.ts'
import { pseudonymOf } from './intent.ts'
import { releaseHold } from './ledger-holds.ts'
import { CALLS, countUsage } from './usage.ts'
import { returnAction, windowOf } from './windows.ts'

/** When a call of unknown outcome is first looked for in the carrier's record, in milliseconds. */
const RECONCILE_AFTER_MS = 30_000
/** How long after its longest duration a call is looked into whose end nobody has reported, in milliseconds. */
const OVERDUE_MS = 120_000
/** Code of a call that the carrier has no record of. */
export const NEVER_TAKEN = 'never_taken'
/** States of a call that no carrier has confirmed. */
export const UNCONFIRMED: CallState[] = ['initiated', 'unknown']

/** Writes down what asking the carrier brought; safe when its own report was faster. Returns the call as it stands. */
export async function settleDial(deps: Deps, row: CallRow, dialled: Dialled): Promise<CallRow> {
  if (dialled.kind === 'placed') await confirmPlaced(deps, row, dialled)
  else if (dialled.kind === 'refused') await failUnplaced(deps, row, codeOf(dialled.error))
  else await awaitRecord(deps, row)
  const [now] = await deps.db.select().from(calls).where(eq(calls.id, row.id))
  return now ?? row
}

const codeOf = (error: CommsError): string => String(error.details?.['providerCode'] ?? error.code)

/** Records that the carrier has the call, under its id. */
export async function confirmPlaced(
  deps: Pick<Deps, 'db' | 'clock'>,
  row: CallRow,
  { ref, state }: { ref: string; state: CallState }
): Promise<void> {
  const now = deps.clock.now()
  const overdueMs = (RING_SECONDS + row.maxDurationSeconds) * 1000 + OVERDUE_MS
  const known = TERMINAL_STATES.includes(state) ? 'initiated' : state
  await deps.db
    .update(calls)
    .set({
      providerRef: sql`coalesce(${calls.providerRef}, ${ref})`,
      state: sql`case when ${inArray(calls.state, UNCONFIRMED)} then ${known} else ${calls.state} end`,
      dueAt: new Date(now.getTime() + overdueMs),
      updatedAt: now
    })
    .where(and(eq(calls.id, row.id), notInArray(calls.state, [...TERMINAL_STATES])))
  actionsTotal.inc({ agent: agentLabel(row.agentId), channel: 'voice', action_type: 'call' })
}

async function awaitRecord(deps: Pick<Deps, 'db' | 'clock'>, row: CallRow): Promise<void> {
  const now = deps.clock.now()
  await deps.db
    .update(calls)
    .set({ state: 'unknown', dueAt: new Date(now.getTime() + RECONCILE_AFTER_MS), updatedAt: now })
    .where(isUnplaced(row))
}

const isUnplaced = ({ id }: Pick<CallRow, 'id'>) =>
  and(eq(calls.id, id), inArray(calls.state, UNCONFIRMED), isNull(calls.providerRef))

/**
 * Records that nobody was called, once: money, action, attempt and the call of the day go back. `tell` gives the agent
 * an event, because it no longer waits for an answer.
 */
export async function failUnplaced(deps: Deps, row: CallRow, errorCode: string, tell = false): Promise<void> {
  const now = deps.clock.now()
  const ended = { endedBy: 'error', errorCode, durationSeconds: 0, costMicroUsd: 0, endedAt: now, updatedAt: now }
  const failed = await deps.db.transaction(async (tx) => {
    const moved = await tx
      .update(calls)
      .set({ state: 'failed', dueAt: null, ...(ended as Partial<CallRow>) })
      .where(isUnplaced(row))
      .returning({ id: calls.id })
    if (moved.length === 0) return false
    await tx.delete(callContents).where(eq(callContents.callId, row.id))
    await countUsage(tx, { orgId: row.orgId, agentId: row.agentId, channel: CALLS }, row.createdAt, { failed: 1 })
    for (const statement of returnAction(tx, row.agentId, row.createdAt)) await statement
    await returnAttempt(deps, tx, row)
    await releaseHold(tx, row.id)
    if (tell) await tx.insert(inboxEvents).values(failedEvent(deps, row, errorCode))
    return true
  })
  if (!failed) return
  callOutcomesTotal.inc({ direction: 'outbound', state: 'failed', by: 'error' })
  if (tell) await announce(deps, row.agentId)
}

/** Who was not called may be called. */
async function returnAttempt(deps: Pick<Deps, 'config'>, tx: Queries, row: CallRow): Promise<void> {
  const { orgId, agentId, contact, createdAt } = row
  const [attempt] = await tx
    .select({ id: contactAttempts.id })
    .from(contactAttempts)
    .where(
      and(
        ...[eq(contactAttempts.orgId, orgId), eq(contactAttempts.contact, contact)],
        ...[eq(contactAttempts.createdAt, createdAt), eq(contactAttempts.agentId, agentId)]
      )
    )
    .limit(1)
  if (!attempt) return
  await tx.delete(contactAttempts).where(eq(contactAttempts.id, attempt.id))
  await tx
    .update(limitWindows)
    .set({ used: sql`${limitWindows.used} - 1` })
    .where(
      and(
        ...[eq(limitWindows.subjectId, orgId), eq(limitWindows.metric, `calls:${pseudonymOf(deps, contact)}`)],
        ...[eq(limitWindows.period, 'day'), eq(limitWindows.startsAt, windowOf('day', createdAt).startsAt)],
        sql`${limitWindows.used} > 0`
      )
    )
}

function failedEvent(deps: Pick<Deps, 'clock'>, row: CallRow, code: string) {
  const { id: callId, orgId, agentId, contact, ownAddress } = row
  const error = code === NEVER_TAKEN ? { code, ...NOT_IN_RECORD } : { code, ...meaningOf(code) }
  return eventRow(deps, {
    ...{ orgId, agentId, kind: 'call.status', channel: 'voice', contact },
    payload: { from: ownAddress, to: contact, status: 'failed', callId, error }
  })
}

const NOT_IN_RECORD = {
  meaning: 'the carrier has no record of this call: nobody was called',
  nextAction: 'Place the call again if it is still wanted.'
}

function meaningOf(code: string) {
  const { meaning, nextAction } = explainVendorCode(code)
  return { meaning, nextAction }
}
