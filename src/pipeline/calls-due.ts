import { and, asc, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { eachAtMost } from '../lib/pool.ts'
import { openProvider } from '../providers/index.ts'
import { isTerminal } from '../schemas/call.ts'
import { settleCallPrice } from './call-settlement.ts'
import { applyReport } from './call-status.ts'
import { orgVendors } from './vendors.ts'

type CallRow = typeof calls.$inferSelect

/** Calls taken up in one go, and how many are asked for at once. */
const BATCH = 100
const AT_ONCE = 8
/** How long one worker has a call to itself, in milliseconds. */
const CLAIM_MS = 60_000
/** Shortest and longest pause before a carrier is asked for a price again, in milliseconds. */
const ASK_AGAIN_MS = { first: 60_000, longest: 6 * 3_600_000 }
/** After this a price or an end that the carrier has not named is not awaited any more, in milliseconds. */
const GIVE_UP_MS = 3 * 86_400_000

/**
 * Takes up calls that are due: asks the carrier what became of a call whose end it should have reported, ends one that
 * lasts longer than it may, and asks for the price of one that is over. A call that its carrier has not taken yet is
 * not among them. Safe to run on several replicas at once; returns how many it looked at.
 */
export async function settleCallsDue(deps: Deps): Promise<number> {
  const due = await deps.db
    .select()
    .from(calls)
    .where(and(lte(calls.dueAt, deps.clock.now()), isNotNull(calls.providerRef)))
    .orderBy(asc(calls.dueAt))
    .limit(BATCH)
  await eachAtMost(due, AT_ONCE, async (call) => {
    if (!(await postpone(deps, call, CLAIM_MS))) return
    try {
      if (isTerminal(call.state)) await askPrice(deps, call)
      else await askState(deps, call)
    } catch (err) {
      deps.log.warn({ event: 'call_unsettled', callId: call.id, err }, 'asked again later')
      if (isTerminal(call.state)) await settleOrWait(deps, call)
      else await giveUp(deps, call)
    }
  })
  return due.length
}

/** Whether the call was still due as it was read; it is due again after the pause. */
async function postpone(deps: Deps, { id, dueAt }: CallRow, pauseMs: number): Promise<boolean> {
  if (dueAt === null) return false
  const taken = await deps.db
    .update(calls)
    .set({ dueAt: new Date(deps.clock.now().getTime() + pauseMs) })
    .where(and(eq(calls.id, id), eq(calls.dueAt, dueAt)))
    .returning({ id: calls.id })
  return taken.length > 0
}

const carrierOf = async (deps: Deps, { orgId, agentId }: CallRow) =>
  openProvider(deps.providers, 'telephony', await orgVendors(deps, orgId, agentId))

async function askState(deps: Deps, call: CallRow): Promise<void> {
  const ref = call.providerRef ?? ''
  const telephony = await carrierOf(deps, call)
  const { state, durationSeconds } = await telephony.fetchCall(ref)
  if (!isTerminal(state)) return endOverdue(deps, call, () => telephony.endCall(ref))
  const report = { state, providerRef: ref, ...(durationSeconds !== null && { durationSeconds }) }
  await deps.db.transaction((tx) => applyReport(deps, tx, call, report))
  await announce(deps, call.agentId)
}

/** The carrier reports the end of it, as of any other. */
async function endOverdue(deps: Deps, { id, endedBy }: CallRow, end: () => Promise<void>): Promise<void> {
  if (endedBy === null) {
    const isUnended = and(eq(calls.id, id), isNull(calls.endedBy))
    await deps.db.update(calls).set({ endedBy: 'max_duration' }).where(isUnended)
  }
  await end()
}

/** A call of which its carrier tells nothing for days is over. */
async function giveUp(deps: Deps, call: CallRow): Promise<void> {
  if (deps.clock.now().getTime() - call.createdAt.getTime() < GIVE_UP_MS) return
  const report = { state: 'failed', errorCode: 'unknown', providerRef: call.providerRef ?? '' } as const
  await deps.db.transaction((tx) => applyReport(deps, tx, call, report))
  await announce(deps, call.agentId)
}

async function askPrice(deps: Deps, call: CallRow): Promise<void> {
  const telephony = await carrierOf(deps, call)
  const { costMicroUsd } = await telephony.fetchCall(call.providerRef ?? '')
  if (costMicroUsd === null) await settleOrWait(deps, call)
  else await settleCallPrice(deps, call.id, costMicroUsd)
}

/** A price that never comes: the call costs what its minutes were estimated at. */
async function settleOrWait(deps: Deps, call: CallRow): Promise<void> {
  const now = deps.clock.now()
  const ageMs = now.getTime() - (call.endedAt ?? call.createdAt).getTime()
  if (ageMs > GIVE_UP_MS) return settleCallPrice(deps, call.id, call.costMicroUsd)
  const pauseMs = Math.min(Math.max(ageMs, ASK_AGAIN_MS.first), ASK_AGAIN_MS.longest)
  await deps.db
    .update(calls)
    .set({ dueAt: new Date(now.getTime() + pauseMs) })
    .where(eq(calls.id, call.id))
}
