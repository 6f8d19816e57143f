import { and, eq, inArray } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { agents, inboxEvents, messages, webhookReceipts } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { explainVendorCode } from '../schemas/carrier-errors.ts'
import type { MessageStatus } from '../schemas/message.ts'
import type { MessageRow } from './draft.ts'
import { spendHoldNow } from './ledger-holds.ts'
import { type SentReference, sentMessage } from './sent-message.ts'
import { keepDays, listAsOptedOut, OPEN, wipeOrKeep } from './settle.ts'
import { statusEvent } from './status-event.ts'
import { countUsage } from './usage.ts'

/** What a vendor says of a message that we sent. */
export interface VendorStatus extends SentReference {
  /** Identity of this callback; a copy has the same. */
  eventKey: string
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read'
  /** Vendor's code of a failure. */
  errorCode?: string | undefined
}

/** Order of states: a callback that comes late never takes a message back. */
const RANK: Partial<Record<MessageStatus, number>> = {
  queued: 1,
  sent: 2,
  failed: 3,
  undelivered: 4,
  delivered: 5,
  read: 6
}
/** States that the agent is told of. */
const TOLD: readonly string[] = ['delivered', 'undelivered', 'failed', 'read']
const FAILED: readonly string[] = ['undelivered', 'failed']

/** Codes by which carriers refuse a sender without A2P campaign or toll-free verification. Source: https://www.twilio.com/docs/api/errors */
const UNREGISTERED: ReadonlySet<string> = new Set(['30032', '30034'])

/**
 * Records what a vendor says of a message: receipt, row and the agent's event in one transaction. Settles a send of
 * unknown outcome. Safe to call twice: a copy is `duplicate`. `ignored` when it is not about a message of ours.
 */
export async function receiveStatus(deps: Deps, said: VendorStatus): Promise<'settled' | 'ignored' | 'duplicate'> {
  try {
    const agentId = await deps.db.transaction(async (tx) => {
      const { orgId, provider, eventKey } = said
      const now = deps.clock.now()
      await tx.insert(webhookReceipts).values({ id: newId('rcp', now), orgId, provider, eventKey, receivedAt: now })
      const row = await sentMessage(tx, said)
      return row && applyStatus(deps, tx, row, said)
    })
    if (agentId === undefined) return 'ignored'
    await announce(deps, agentId)
    return 'settled'
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
}

/** Moves a row to the state that the vendor names, unless it is there or further already; returns whose row it is. */
export async function applyStatus(
  deps: Deps,
  tx: Queries,
  row: MessageRow,
  said: Pick<VendorStatus, 'status' | 'providerRef' | 'errorCode'>
): Promise<string> {
  const now = deps.clock.now()
  const mark = {
    status: said.status,
    providerRef: said.providerRef,
    errorCode: said.errorCode ?? null,
    dueAt: null,
    updatedAt: now
  }
  const move = (from: MessageStatus[]) =>
    tx
      .update(messages)
      .set(mark)
      .where(and(eq(messages.id, row.id), inArray(messages.status, from)))
      .returning({ id: messages.id })
  const opened = await move(OPEN)
  const moved = opened.length > 0 || (await move(lower(said.status))).length > 0
  if (!moved) return row.agentId
  const [open, failed] = [opened.length > 0, FAILED.includes(said.status)]
  if (open) await closeRow(deps, tx, row)
  if (said.errorCode !== undefined && explainVendorCode(said.errorCode).optedOut) await listAsOptedOut(tx, row, now)
  if (UNREGISTERED.has(said.errorCode ?? '')) await holdTexts(tx, row, now)
  const settled = open ? { actions: 1, costMicroUsd: row.costMicroUsd } : {}
  if (open || failed) await countUsage(tx, row, row.createdAt, { ...settled, failed: failed ? 1 : 0 })
  if (TOLD.includes(said.status)) await tx.insert(inboxEvents).values(statusEvent(deps, row, said))
  return row.agentId
}

/** The number texts no more until its vendor says that it is registered; calls and what comes in are not concerned. */
async function holdTexts(tx: Queries, { agentId, ownAddress }: MessageRow, now: Date): Promise<void> {
  const itsNumber = and(eq(agents.id, agentId), eq(agents.phoneNumber, ownAddress), eq(agents.phoneStatus, 'active'))
  await tx.update(agents).set({ phoneStatus: 'pending_registration', updatedAt: now }).where(itsNumber)
}

/** What was open is settled now: its money is spent, and its content is no longer needed. */
async function closeRow(deps: Deps, tx: Queries, row: MessageRow): Promise<void> {
  const now = deps.clock.now()
  const [agent] = await tx.select({ storage: agents.storage }).from(agents).where(eq(agents.id, row.agentId))
  await wipeOrKeep(tx, row, agent ?? { storage: {} }, now, keepDays(deps))
  await spendHoldNow(tx, row, now)
}

const lower = (status: MessageStatus): MessageStatus[] =>
  (Object.keys(RANK) as MessageStatus[]).filter((other) => (RANK[other] ?? 0) < (RANK[status] ?? 0))
