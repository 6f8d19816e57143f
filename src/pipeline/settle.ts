import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { dncList, inboxEvents, messageBodies, messages } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { backoffMs } from '../lib/backoff.ts'
import { actionCostTotal, actionsTotal, agentLabel } from '../observability/metrics.ts'
import { answersKeyword } from '../policy/check.ts'
import type { MessageStatus } from '../schemas/message.ts'
import type { Outcome } from './dispatch.ts'
import type { AgentRow, MessageRow } from './draft.ts'
import { releaseHold, settlePrice, spendHold, spendHoldNow } from './ledger-holds.ts'
import { type Reason, statusEvent } from './status-event.ts'
import { countSentWhile, countUsage } from './usage.ts'
import { returnAction } from './windows.ts'

/** When a send of unknown outcome is first looked into, in milliseconds: the vendor's record needs a moment. */
const RECONCILE_AFTER_MS = 30_000
/** First and longest pause before a send that is known not to have happened is repeated, in milliseconds. */
const RETRY_MS = { first: 2000, longest: 15 * 60_000 }
/** How often a vendor is asked to send one message. */
export const MAX_ATTEMPTS = 8
/** Error code of a send that was given up without its outcome being known. */
export const MAY_HAVE_HAPPENED = 'unknown'
/** Such a send in plain words. */
export const GIVEN_UP: Reason = {
  code: MAY_HAVE_HAPPENED,
  meaning: 'it may have been sent, the vendor never told',
  nextAction: 'Ask the recipient before you send it again.'
}
/** States in which a send still waits for its outcome. */
export const OPEN: MessageStatus[] = ['sending', 'unknown', 'queued']

/** Writes down what asking the vendor brought; safe when a status callback was faster. Returns the status it left. */
export async function settle(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  outcome: Outcome,
  { tell = true } = {}
): Promise<MessageStatus> {
  const now = deps.clock.now()
  const attempts = row.attempts + 1
  if (outcome.kind === 'sent') {
    await settleSent(deps, row, agent, { ref: outcome.sent.ref, costMicroUsd: outcome.sent.costMicroUsd })
    return 'sent'
  }
  if (outcome.kind === 'unknown') {
    await reschedule(deps, row, { status: 'unknown', attempts, dueAt: new Date(now.getTime() + RECONCILE_AFTER_MS) })
    return 'unknown'
  }
  if (outcome.kind === 'later' && attempts < MAX_ATTEMPTS) {
    await reschedule(deps, row, {
      status: 'queued',
      attempts,
      dueAt: new Date(now.getTime() + pauseMs(outcome, attempts))
    })
    return 'queued'
  }
  await settleFailed(deps, row, agent, String(outcome.error.details?.['providerCode'] ?? outcome.error.code), {
    attempts,
    optedOut: outcome.error.details?.['optedOut'] === true,
    tell
  })
  return 'failed'
}

const isRow = eq(messages.id, sql.placeholder('id'))
const value = (column: 'providerRef' | 'attempts' | 'updatedAt') =>
  sql`${sql.param(sql.placeholder(column), messages[column])}`
const countSent = countSentWhile(OPEN)
const markSent = builtOnce((db) =>
  db
    .update(messages)
    .set({
      ...{ status: 'sent', dueAt: null },
      ...{ providerRef: value('providerRef'), attempts: value('attempts'), updatedAt: value('updatedAt') }
    })
    .where(and(isRow, inArray(messages.status, OPEN)))
)
const wipe = builtOnce((db) => db.delete(messageBodies).where(eq(messageBodies.messageId, sql.placeholder('id'))))

/** Records that the vendor has the message. Counted once, however often it is told. */
export async function settleSent(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  vendor: { ref: string; costMicroUsd: number | null }
): Promise<void> {
  const now = deps.clock.now()
  const { id, costMicroUsd } = row
  const mark = { id, providerRef: vendor.ref, attempts: row.attempts + 1, updatedAt: now }
  await deps.db.together(countSent(deps.db, row, costMicroUsd), [
    agent.storage[row.channel]?.bodies ? wipeOrKeep(deps.db, row, agent, now, keepDays(deps)) : wipe(deps.db, { id }),
    markSent(deps.db, mark),
    spendHold(deps.db, row, now)
  ])
  // A second transaction: should it not come about, the vendor is asked for the price again.
  if (vendor.costMicroUsd !== null) await settlePrice(deps, id, vendor.costMicroUsd)
  const agentName = agentLabel(row.agentId)
  actionsTotal.inc({ agent: agentName, channel: row.channel, action_type: 'message' })
  actionCostTotal.inc({ agent: agentName, channel: row.channel }, (vendor.costMicroUsd ?? costMicroUsd) / 1_000_000)
}

/** How a message failed. */
interface Failed {
  attempts?: number
  /** Whether the carrier says that the person opted out there. */
  optedOut?: boolean
  /** Whether the agent gets an event, because nobody waits for an answer. */
  tell?: boolean
  /** Why, where it was not the vendor. */
  reason?: Reason
}

/**
 * Records that the message did not go out, once: its action and its money go back, a carrier's opt-out goes onto the
 * list. What may have gone out all the same (`unknown`) stays counted, at its estimate.
 */
export async function settleFailed(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  errorCode: string,
  { attempts = row.attempts, optedOut = false, tell = true, reason }: Failed = {}
): Promise<void> {
  const now = deps.clock.now()
  const mayHaveHappened = errorCode === MAY_HAVE_HAPPENED
  const told = { status: 'failed', errorCode, reason: reason ?? (mayHaveHappened ? GIVEN_UP : undefined) }
  await deps.db.transaction(async (tx) => {
    const moved = await tx
      .update(messages)
      .set({ status: 'failed', errorCode, attempts, dueAt: null, updatedAt: now })
      .where(and(eq(messages.id, row.id), inArray(messages.status, OPEN)))
      .returning({ id: messages.id })
    if (moved.length === 0) return
    if (tell) await tx.insert(inboxEvents).values(statusEvent(deps, row, told))
    await wipeOrKeep(tx, row, agent, now, keepDays(deps))
    if (optedOut) await listAsOptedOut(tx, row, now)
    const costMicroUsd = mayHaveHappened ? await spendHoldNow(tx, row, now, true) : 0
    await countUsage(tx, row, row.createdAt, { failed: 1, costMicroUsd })
    if (mayHaveHappened) return
    if (!answersKeyword(row)) for (const statement of returnAction(tx, row.agentId, row.createdAt)) await statement
    await releaseHold(tx, row.id)
  })
  if (tell) await announce(deps, row.agentId)
}

/** A statement that puts a contact on the list because the carrier says that he opted out there. */
export function listAsOptedOut(
  db: Queries,
  row: Pick<MessageRow, 'orgId' | 'contact'>,
  at: Date
): Built & PromiseLike<unknown> {
  const entry = {
    orgId: row.orgId,
    contact: row.contact,
    reason: 'opted out at the carrier',
    source: 'carrier'
  } as const
  return db
    .insert(dncList)
    .values({ ...entry, createdAt: at })
    .onConflictDoNothing()
}

/** Days that content is kept whose owner opted in and named no period. */
export const keepDays = (deps: Pick<Deps, 'config'>): number => deps.config.retention.days.bodies

/** A statement that wipes the content of a settled message, or keeps it as long as the owner opted in to. */
export function wipeOrKeep(
  db: Queries,
  row: Pick<MessageRow, 'id' | 'channel'>,
  agent: Pick<AgentRow, 'storage'>,
  at: Date,
  defaultDays: number
): Built & PromiseLike<unknown> {
  const kept = agent.storage[row.channel]
  if (!kept?.bodies) return db.delete(messageBodies).where(eq(messageBodies.messageId, row.id))
  const wipeAt = new Date(at.getTime() + (kept.retentionDays ?? defaultDays) * 86_400_000)
  return db.update(messageBodies).set({ wipeAt }).where(eq(messageBodies.messageId, row.id))
}

async function reschedule(
  deps: Deps,
  row: MessageRow,
  values: { status: MessageStatus; attempts: number; dueAt: Date }
) {
  await deps.db
    .update(messages)
    .set({ ...values, updatedAt: deps.clock.now() })
    .where(and(eq(messages.id, row.id), inArray(messages.status, OPEN)))
}

function pauseMs(outcome: Outcome & { kind: 'later' }, attempts: number): number {
  const asked = Number(outcome.error.details?.['retryAfterMs'])
  if (asked > 0) return Math.min(asked, RETRY_MS.longest)
  return backoffMs(attempts, RETRY_MS.first, RETRY_MS.longest)
}
