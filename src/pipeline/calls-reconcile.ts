import { and, asc, eq, inArray, isNull, lte } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { eachAtMost } from '../lib/pool.ts'
import { reconciledTotal } from '../observability/metrics.ts'
import type { VendorCall } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import { isTerminal } from '../schemas/call.ts'
import { endCallRow } from './call-ending.ts'
import { settleCallPrice } from './call-settlement.ts'
import { receiveCallReport } from './call-status.ts'
import type { CallRow } from './dial-draft.ts'
import { confirmPlaced, failUnplaced, NEVER_TAKEN, UNCONFIRMED } from './dial-settle.ts'
import { MAY_HAVE_HAPPENED } from './settle.ts'
import { orgVendors } from './vendors.ts'

/** How long a call may be missing from the carrier's record before it counts as never taken, in milliseconds. */
const ABSENT_AFTER_MS = 90_000
/** Longest that asking a carrier takes, in milliseconds: what it lists that is younger is another call. */
const ASKED_WITHIN_MS = 60_000
/** How far the carrier's clock may differ from ours, in milliseconds. */
const CLOCK_SKEW_MS = 30_000
/** After this a call that the carrier's record cannot settle is given up, in milliseconds. */
const GIVE_UP_MS = 3 * 86_400_000
/** How long one worker has a call to itself, in milliseconds. */
const CLAIM_MS = 60_000
/** Calls taken up in one go, and how many are looked for at once. */
const BATCH = 50
const AT_ONCE = 8

/**
 * Settles calls of which it is not known whether the carrier took them, a crash's remains among them: by its record, and
 * never by another call. Safe to run on several replicas at once; returns how many it took up.
 */
export async function reconcileCalls(deps: Deps): Promise<number> {
  const unconfirmed = and(isNull(calls.providerRef), inArray(calls.state, UNCONFIRMED))
  const due = await deps.db
    .select()
    .from(calls)
    .where(and(lte(calls.dueAt, deps.clock.now()), unconfirmed))
    .orderBy(asc(calls.dueAt))
    .limit(BATCH)
  await eachAtMost(due, AT_ONCE, async (call) => {
    try {
      if (await claim(deps, call)) await reconcile(deps, call)
    } catch (err) {
      deps.log.warn({ event: 'call_unreconciled', callId: call.id, err }, 'looked for again when its claim ends')
      await giveUp(deps, call)
    }
  })
  return due.length
}

async function claim(deps: Deps, { id, dueAt }: CallRow): Promise<boolean> {
  if (dueAt === null) return false
  const taken = await deps.db
    .update(calls)
    .set({ dueAt: new Date(deps.clock.now().getTime() + CLAIM_MS) })
    .where(and(eq(calls.id, id), eq(calls.dueAt, dueAt)))
    .returning({ id: calls.id })
  return taken.length > 0
}

async function reconcile(deps: Deps, call: CallRow): Promise<void> {
  const telephony = await openProvider(deps.providers, 'telephony', await orgVendors(deps, call.orgId, call.agentId))
  const since = new Date(call.createdAt.getTime() - CLOCK_SKEW_MS)
  const listed = await telephony.listCalls({ from: call.ownAddress, to: call.contact, since })
  const its = listed.filter((each) => isInTime(call, each))
  const found = await firstUnclaimed(deps, call.provider, its)
  if (found) return adopt(deps, call, found)
  if (deps.clock.now().getTime() - call.createdAt.getTime() < ABSENT_AFTER_MS) return
  await failUnplaced(deps, call, NEVER_TAKEN, true)
  reconciledTotal.inc({ outcome: 'absent' })
}

/** A carrier is asked at once when the row is there, and a leg of a call that lasts whenever that is let go. */
const isInTime = ({ createdAt, peerCallId }: CallRow, found: VendorCall): boolean =>
  peerCallId !== null || found.createdAt.getTime() <= createdAt.getTime() + ASKED_WITHIN_MS + CLOCK_SKEW_MS

/** A call of which its carrier cannot be asked for days is over: it may have been placed, and counts as one. */
async function giveUp(deps: Deps, call: CallRow): Promise<void> {
  if (deps.clock.now().getTime() - call.createdAt.getTime() < GIVE_UP_MS) return
  const end = { state: 'failed', errorCode: MAY_HAVE_HAPPENED } as const
  const ended = await deps.db.transaction((tx) => endCallRow(deps, tx, call, end))
  if (!ended) return
  // No carrier will name a price.
  await settleCallPrice(deps, call.id, 0)
  await announce(deps, call.agentId)
  reconciledTotal.inc({ outcome: 'given_up' })
}

/** The oldest call on the carrier's record that belongs to no row of ours. */
async function firstUnclaimed(deps: Deps, provider: string, listed: VendorCall[]): Promise<VendorCall | undefined> {
  if (listed.length === 0) return undefined
  const refs = listed.map(({ ref }) => ref)
  const taken = await deps.db
    .select({ ref: calls.providerRef })
    .from(calls)
    .where(and(eq(calls.provider, provider), inArray(calls.providerRef, refs)))
  const ours = new Set(taken.map(({ ref }) => ref))
  return listed.filter(({ ref }) => !ours.has(ref)).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0]
}

async function adopt(deps: Deps, call: CallRow, found: VendorCall): Promise<void> {
  const { ref, state, durationSeconds } = found
  await confirmPlaced(deps, call, { ref, state })
  if (isTerminal(state))
    await receiveCallReport(deps, {
      ...{ orgId: call.orgId, agentId: call.agentId, callId: call.id, provider: call.provider, providerRef: ref },
      ...{ eventKey: `record:${ref}:${state}`, state, durationSeconds: durationSeconds ?? undefined }
    })
  reconciledTotal.inc({ outcome: 'found' })
}
