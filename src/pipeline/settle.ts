import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { dncList, messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { actionCostTotal, actionsTotal, agentLabel } from '../observability/metrics.ts'
import { answersKeyword } from '../policy/check.ts'
import type { MessageStatus } from '../schemas/message.ts'
import type { Outcome } from './dispatch.ts'
import type { AgentRow } from './draft.ts'
import { countSentWhile, countUsage } from './usage.ts'
import { returnAction } from './windows.ts'

type MessageRow = typeof messages.$inferSelect

/** When a send of unknown outcome is first looked into, in milliseconds: the vendor's record needs a moment. */
const RECONCILE_AFTER_MS = 30_000
/** First and longest pause before a send that is known not to have happened is repeated, in milliseconds. */
const RETRY_MS = { first: 2000, longest: 15 * 60_000 }
/** How often a vendor is asked to send one message. */
export const MAX_ATTEMPTS = 8
/** States in which a send still waits for its outcome. */
export const OPEN: MessageStatus[] = ['sending', 'unknown', 'queued']

/** Writes down what asking the vendor brought; safe when a status callback was faster. Returns the status it left. */
export async function settle(deps: Deps, row: MessageRow, agent: AgentRow, outcome: Outcome): Promise<MessageStatus> {
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
    optedOut: outcome.error.details?.['optedOut'] === true
  })
  return 'failed'
}

const isRow = eq(messages.id, sql.placeholder('id'))
const value = (column: 'providerRef' | 'costMicroUsd' | 'attempts' | 'updatedAt') =>
  sql`${sql.param(sql.placeholder(column), messages[column])}`
const lock = builtOnce((db) =>
  db
    .update(messages)
    .set({ updatedAt: value('updatedAt') })
    .where(isRow)
)
const countSent = countSentWhile(OPEN)
const markSent = builtOnce((db) =>
  db
    .update(messages)
    .set({
      ...{ status: 'sent', dueAt: null },
      ...{ providerRef: value('providerRef'), costMicroUsd: value('costMicroUsd') },
      ...{ attempts: value('attempts'), updatedAt: value('updatedAt') }
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
  const costMicroUsd = vendor.costMicroUsd ?? row.costMicroUsd
  const { id } = row
  const mark = { id, providerRef: vendor.ref, costMicroUsd, attempts: row.attempts + 1, updatedAt: now }
  await deps.db.batch([
    lock(deps.db, { id, updatedAt: now }),
    agent.storage[row.channel]?.bodies ? wipeOrKeep(deps.db, row, agent, now) : wipe(deps.db, { id }),
    // Late: every other send of the agent waits for this row until the commit.
    countSent(deps.db, row, costMicroUsd),
    markSent(deps.db, mark)
  ])
  const agentName = agentLabel(row.agentId)
  actionsTotal.inc({ agent: agentName, channel: row.channel, action_type: 'message' })
  actionCostTotal.inc({ agent: agentName, channel: row.channel }, costMicroUsd / 1_000_000)
}

/** Records that the message did not go out; its action goes back to the windows, a carrier's opt-out onto the list. */
export async function settleFailed(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  errorCode: string,
  { attempts = row.attempts, optedOut = false } = {}
): Promise<void> {
  const now = deps.clock.now()
  const statements: Built[] = [
    deps.db
      .update(messages)
      .set({ status: 'failed', errorCode, attempts, dueAt: null, updatedAt: now })
      .where(and(eq(messages.id, row.id), inArray(messages.status, OPEN))),
    countUsage(deps.db, row, row.createdAt, { failed: 1 }),
    wipeOrKeep(deps.db, row, agent, now)
  ]
  if (!answersKeyword(row)) statements.push(returnAction(deps.db, row.agentId, row.createdAt))
  if (optedOut) statements.push(listAsOptedOut(deps.db, row, now))
  await deps.db.batch(statements)
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

/** A statement that wipes the content of a settled message, or keeps it as long as the owner opted in to. */
export function wipeOrKeep(
  db: Queries,
  row: Pick<MessageRow, 'id' | 'channel'>,
  agent: Pick<AgentRow, 'storage'>,
  at: Date
): Built & PromiseLike<unknown> {
  const kept = agent.storage[row.channel]
  if (!kept?.bodies) return db.delete(messageBodies).where(eq(messageBodies.messageId, row.id))
  const wipeAt = new Date(at.getTime() + (kept.retentionDays ?? 30) * 86_400_000)
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
  const full = Math.min(RETRY_MS.first * 2 ** (attempts - 1), RETRY_MS.longest)
  return full * (0.8 + 0.4 * Math.random())
}
