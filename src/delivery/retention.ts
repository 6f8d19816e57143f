import { and, asc, inArray, lt, lte } from 'drizzle-orm'
import { deliveries, inboxEvents, messageBodies, webhookReceipts } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import { isFree } from './inbox.ts'

const DAY_MS = 86_400_000
/** How long acknowledged events are remembered, so that a late acknowledgement of them is understood. */
const ACKED_MS = 7 * DAY_MS
/** How long an event waits for somebody to take it. Source: CONTRACT part 3. */
const WAITING_MS = 30 * DAY_MS
/** Longer than any vendor repeats an event. */
const RECEIPT_MS = 30 * DAY_MS
/** Rows of one statement, and statements of one run: neither holds others up. */
const BATCH = 500
const MAX_BATCHES = 20

/** What a run removed. */
export interface Wiped {
  bodies: number
  acked: number
  /** Events that nobody took in 30 days. */
  expired: number
  receipts: number
  /** Lines of the callback log. */
  attempts: number
}

/** Removes what is no longer needed, in small batches: content whose time is up, settled events, events nobody took, old receipts. */
export async function wipeDue(deps: Deps): Promise<Wiped> {
  const ago = (ms: number) => new Date(deps.clock.now().getTime() - ms)
  const wiped = {
    bodies: await inBatches(() => wipeBodies(deps)),
    acked: await inBatches(() => purgeAcked(deps, ago(ACKED_MS))),
    expired: await inBatches(() => expire(deps, ago(WAITING_MS))),
    receipts: await inBatches(() => purgeReceipts(deps, ago(RECEIPT_MS))),
    attempts: await inBatches(() => purgeAttempts(deps, ago(WAITING_MS)))
  }
  if (wiped.expired > 0) deps.log.warn({ event: 'events_expired', count: wiped.expired }, 'nobody took them in 30 days')
  return wiped
}

async function inBatches(removeSome: () => Promise<number>): Promise<number> {
  let removed = 0
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await removeSome()
    removed += count
    if (count < BATCH) break
  }
  return removed
}

async function wipeBodies(deps: Deps): Promise<number> {
  const due = lte(messageBodies.wipeAt, deps.clock.now())
  const ids = deps.db.select({ id: messageBodies.messageId }).from(messageBodies).where(due).limit(BATCH)
  const gone = await deps.db
    .delete(messageBodies)
    .where(and(inArray(messageBodies.messageId, ids), due))
    .returning({ id: messageBodies.messageId })
  return gone.length
}

async function purgeAcked(deps: Deps, before: Date): Promise<number> {
  const old = lte(inboxEvents.ackedAt, before)
  const ids = deps.db.select({ id: inboxEvents.id }).from(inboxEvents).where(old).limit(BATCH)
  const gone = await deps.db.delete(inboxEvents).where(inArray(inboxEvents.id, ids)).returning({ id: inboxEvents.id })
  return gone.length
}

async function purgeReceipts(deps: Deps, before: Date): Promise<number> {
  const old = lte(webhookReceipts.receivedAt, before)
  const ids = deps.db.select({ id: webhookReceipts.id }).from(webhookReceipts).where(old).limit(BATCH)
  const gone = await deps.db
    .delete(webhookReceipts)
    .where(inArray(webhookReceipts.id, ids))
    .returning({ id: webhookReceipts.id })
  return gone.length
}

async function purgeAttempts(deps: Deps, before: Date): Promise<number> {
  const old = lt(deliveries.id, firstIdAt('dlv', before))
  const ids = deps.db.select({ id: deliveries.id }).from(deliveries).where(old).limit(BATCH)
  const gone = await deps.db.delete(deliveries).where(inArray(deliveries.id, ids)).returning({ id: deliveries.id })
  return gone.length
}

/** Ids are in order of time, so that the oldest rows are found without an index of their own. */
async function expire(deps: Deps, before: Date): Promise<number> {
  const isOld = and(lt(inboxEvents.id, firstIdAt('evt', before)), isFree(deps.clock.now()))
  const old = await deps.db
    .select({ id: inboxEvents.id, messageId: inboxEvents.messageId, kind: inboxEvents.kind })
    .from(inboxEvents)
    .where(isOld)
    .orderBy(asc(inboxEvents.id))
    .limit(BATCH)
  if (old.length === 0) return 0
  const ids = old.map(({ id }) => id)
  const received = old.filter(({ kind }) => kind === 'message.received').flatMap(({ messageId }) => messageId ?? [])
  await deps.db.batch([
    deps.db.delete(messageBodies).where(inArray(messageBodies.messageId, received)),
    deps.db.delete(inboxEvents).where(and(inArray(inboxEvents.id, ids), isFree(deps.clock.now())))
  ])
  return old.length
}
