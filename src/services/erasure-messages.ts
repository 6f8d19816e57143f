import { and, eq, inArray, like, ne, notInArray, or } from 'drizzle-orm'
import { calls, deliveries, idempotencyKeys, inboxEvents, messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { conversationIdOf } from '../lib/ids.ts'
import { OPEN } from '../pipeline/settle.ts'

/** Rows of one statement: no other writer waits for long. */
const BATCH = 500
/** Stands for the hash of what a person was sent; equal to no hash, so that the key is never taken for a repeat. */
const ERASED = 'erased'

/** Rows that were removed or made anonymous, by table; of recordings those that are deleted at their carriers. */
export type Erased = Record<
  | ('messages' | 'message_bodies' | 'inbox_events' | 'deliveries' | 'idempotency_keys')
  | ('calls' | 'call_contents' | 'call_turns' | 'recordings'),
  number
>

/** Counts of an erasure that has not begun. */
export const noneErased = (): Erased => ({
  ...{ messages: 0, message_bodies: 0, inbox_events: 0, deliveries: 0, idempotency_keys: 0 },
  ...{ calls: 0, call_contents: 0, call_turns: 0, recordings: 0 }
})

/** Whose traces with one agent are erased, and the name that takes the place of the address. */
export interface ErasureTarget {
  agentId: string
  contact: string
  pseudonym: string
}

/** Erases what one agent exchanged with a person, in small batches; messages whose outcome is open are left. */
export async function eraseMessages(deps: Deps, of: ErasureTarget, erased: Erased): Promise<void> {
  while (await eraseBatch(deps, of, erased));
  while (await eraseEvents(deps, of, erased));
}

async function eraseBatch({ db }: Deps, of: ErasureTarget, erased: Erased): Promise<boolean> {
  const { agentId, contact, pseudonym } = of
  const conversation = eq(messages.conversationId, conversationIdOf(agentId, contact))
  const settled = and(eq(messages.agentId, agentId), conversation, notInArray(messages.status, OPEN))
  const rows = await db.select({ id: messages.id }).from(messages).where(settled).limit(BATCH)
  if (rows.length === 0) return false
  const ids = rows.map(({ id }) => id)
  const events = inArray(inboxEvents.messageId, ids)
  const nameless = { contact: pseudonym, conversationId: conversationIdOf(agentId, pseudonym) }
  const [bodies, attempts, told] = await db.batch([
    db.delete(messageBodies).where(inArray(messageBodies.messageId, ids)),
    db
      .delete(deliveries)
      .where(inArray(deliveries.eventId, db.select({ id: inboxEvents.id }).from(inboxEvents).where(events))),
    db.delete(inboxEvents).where(events),
    db
      .update(messages)
      .set({ status: 'received' })
      .where(and(inArray(messages.id, ids), eq(messages.status, 'fetching'))),
    db
      .update(messages)
      .set({ ...nameless, emailMessageId: null, dueAt: null })
      .where(inArray(messages.id, ids))
  ])
  erased.messages += ids.length
  erased.message_bodies += bodies?.count ?? 0
  erased.deliveries += attempts?.count ?? 0
  erased.inbox_events += told?.count ?? 0
  return true
}

/** Events that belong to no message, or to one whose outcome is open. */
async function eraseEvents({ db }: Deps, { agentId, contact }: ErasureTarget, erased: Erased): Promise<boolean> {
  const theirs = and(eq(inboxEvents.agentId, agentId), eq(inboxEvents.contact, contact))
  const columns = { id: inboxEvents.id, kind: inboxEvents.kind, messageId: inboxEvents.messageId }
  const rows = await db.select(columns).from(inboxEvents).where(theirs).limit(BATCH)
  if (rows.length === 0) return false
  const ids = rows.map(({ id }) => id)
  // What was said to the answering machine belongs to no message, and goes with its event.
  const spoken = rows.flatMap(({ kind, messageId }) =>
    kind === 'call.message' && messageId !== null ? [messageId] : []
  )
  const [attempts, , bodies] = await db.batch([
    db.delete(deliveries).where(inArray(deliveries.eventId, ids)),
    db.delete(inboxEvents).where(inArray(inboxEvents.id, ids)),
    db.delete(messageBodies).where(inArray(messageBodies.messageId, spoken))
  ])
  erased.deliveries += attempts?.count ?? 0
  erased.message_bodies += bodies?.count ?? 0
  erased.inbox_events += ids.length
  return true
}

/** Keys of actions that name nobody any more: those made of address and content go; those that the caller gave stay until they end, so that no repeat is sent. */
export async function forgetKeys(
  { db }: Pick<Deps, 'db'>,
  { agentId, pseudonym }: ErasureTarget,
  erased: Erased
): Promise<void> {
  const theirs = (table: typeof messages | typeof calls) =>
    db
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.agentId, agentId), eq(table.conversationId, conversationIdOf(agentId, pseudonym))))
  const keys = and(
    eq(idempotencyKeys.agentId, agentId),
    or(inArray(idempotencyKeys.messageId, theirs(messages)), inArray(idempotencyKeys.messageId, theirs(calls)))
  )
  const [made, given] = await db.batch([
    db.delete(idempotencyKeys).where(and(keys, like(idempotencyKeys.key, 'c:%'))),
    db
      .update(idempotencyKeys)
      .set({ argsHash: ERASED })
      .where(and(keys, ne(idempotencyKeys.argsHash, ERASED)))
  ])
  erased.idempotency_keys += (made?.count ?? 0) + (given?.count ?? 0)
}
