import { and, asc, eq, lte } from 'drizzle-orm'
import { messages, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { eachAtMost } from '../lib/pool.ts'
import { openProvider } from '../providers/index.ts'
import type { MessageRow } from './draft.ts'
import { releaseHold, SWEEP_AFTER_MS, settlePrice, spendHoldNow } from './ledger-holds.ts'
import { MAY_HAVE_HAPPENED, OPEN } from './settle.ts'
import { countUsage } from './usage.ts'
import { orgVendors } from './vendors.ts'

/** Holds taken up in one go, and how many vendors are asked at once: what costs is settled soon enough. */
const BATCH = 100
const AT_ONCE = 8
/** How long one worker has a hold to itself, in milliseconds. */
const CLAIM_MS = 60_000
/** Shortest and longest pause before a vendor is asked for a price again, in milliseconds. */
const ASK_AGAIN_MS = { first: 60_000, longest: 6 * 3_600_000 }
/** After this a price that the vendor has not named is not awaited any more, in milliseconds. */
const GIVE_UP_MS = 3 * 86_400_000

type Hold = typeof reservations.$inferSelect

/**
 * Takes up holds that are due: asks vendors for prices that they had not named, and closes what was left open although
 * its action is settled or gone. Safe to run on several replicas at once; returns how many it looked at.
 */
export async function settleDue(deps: Deps): Promise<number> {
  const due = await deps.db
    .select({ hold: reservations, message: messages })
    .from(reservations)
    .leftJoin(messages, eq(messages.id, reservations.actionId))
    .where(lte(reservations.dueAt, deps.clock.now()))
    .orderBy(asc(reservations.dueAt))
    .limit(BATCH)
  await eachAtMost(due, AT_ONCE, async ({ hold, message }) => {
    if (!(await postpone(deps, hold, CLAIM_MS))) return
    try {
      if (hold.state === 'open') await closeForgotten(deps, hold, message)
      else await askPrice(deps, hold, message)
    } catch (err) {
      deps.log.warn({ event: 'price_unknown', messageId: hold.actionId, err }, 'asked again later')
      await settleOrWait(deps, hold, message)
    }
  })
  return due.length
}

/** Whether the hold was still due as it was read; it is due again after the pause. */
async function postpone(deps: Deps, { actionId, dueAt }: Hold, pauseMs: number): Promise<boolean> {
  if (dueAt === null) return false
  const taken = await deps.db
    .update(reservations)
    .set({ dueAt: new Date(deps.clock.now().getTime() + pauseMs) })
    .where(and(eq(reservations.actionId, actionId), eq(reservations.dueAt, dueAt)))
    .returning({ actionId: reservations.actionId })
  return taken.length > 0
}

async function askPrice(deps: Deps, hold: Hold, message: MessageRow | null): Promise<void> {
  if (message === null || message.providerRef === null) return settlePrice(deps, hold.actionId, hold.heldMicroUsd)
  const telephony = await openProvider(deps.providers, 'telephony', await orgVendors(deps, hold.orgId, hold.agentId))
  const priceMicroUsd = await telephony.priceOf(message.providerRef)
  if (priceMicroUsd === null) return settleOrWait(deps, hold, message)
  await settlePrice(deps, hold.actionId, priceMicroUsd)
}

/** A price that never comes: what the vendor failed to send costs nothing, the rest costs what was estimated. */
async function settleOrWait(deps: Deps, hold: Hold, message: MessageRow | null): Promise<void> {
  const now = deps.clock.now()
  const ageMs = now.getTime() - hold.createdAt.getTime()
  if (hold.state === 'estimated' && ageMs > GIVE_UP_MS)
    return settlePrice(deps, hold.actionId, message?.status === 'failed' ? 0 : hold.heldMicroUsd)
  const pauseMs = Math.min(Math.max(ageMs, ASK_AGAIN_MS.first), ASK_AGAIN_MS.longest)
  await deps.db
    .update(reservations)
    .set({ dueAt: new Date(now.getTime() + pauseMs) })
    .where(and(eq(reservations.actionId, hold.actionId), eq(reservations.state, hold.state)))
}

/**
 * A hold is closed in the transaction that settles its message. One that is open beside a settled message was not
 * closed by a replica of an older version, which did count the usage; one without a message may have cost all that was
 * held.
 */
async function closeForgotten(deps: Deps, hold: Hold, message: MessageRow | null): Promise<void> {
  if (message && OPEN.includes(message.status)) return void (await postponeSweep(deps, hold))
  const { actionId: id, orgId, agentId, createdAt } = hold
  await deps.db.transaction(async (tx) => {
    if (message?.status === 'failed' && message.errorCode !== MAY_HAVE_HAPPENED) return releaseHold(tx, id)
    const costMicroUsd = await spendHoldNow(tx, { id, channel: message?.channel ?? 'sms' }, deps.clock.now(), true)
    if (message === null) await countUsage(tx, { orgId, agentId, channel: 'other' }, createdAt, { costMicroUsd })
  })
}

async function postponeSweep(deps: Deps, { actionId }: Hold): Promise<void> {
  await deps.db
    .update(reservations)
    .set({ dueAt: new Date(deps.clock.now().getTime() + SWEEP_AFTER_MS) })
    .where(and(eq(reservations.actionId, actionId), eq(reservations.state, 'open')))
}
