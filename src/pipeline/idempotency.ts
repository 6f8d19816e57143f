import { and, eq, lte, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { queryOnce } from '../db/query-once.ts'
import { idempotencyKeys, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { sleep } from '../lib/clock.ts'
import { keyedHash } from '../lib/crypto.ts'
import type { MessageRow, OutboundDraft } from './draft.ts'

/** How long the same content to the same recipient counts as a repeat, in milliseconds. */
const REPEAT_WINDOW_MS = 60_000
/** How long a key that the caller gave is remembered, in milliseconds. */
const GIVEN_KEY_MS = 30 * 86_400_000
/** How long a repeat waits for the first one to be settled, in milliseconds. */
const FIRST_RESULT_MS = 15_000

/** What makes two requests the same intent. */
export interface IntentKey {
  key: string
  argsHash: string
  /** Whether the caller gave the key. */
  given: boolean
  lastsMs: number
}

/** Who took a key. */
export type Holder = typeof idempotencyKeys.$inferSelect

/** The key of a draft: the caller's, or one derived from channel, recipient and content, from which nobody can guess them. */
export function intentKey(
  deps: Pick<Deps, 'config'>,
  contact: string,
  draft: Pick<OutboundDraft, 'to' | 'idempotencyKey'>
): IntentKey {
  const { idempotencyKey, to: _to, ...content } = draft
  const argsHash = keyedHash(
    deps.config.secrets.pseudonymKey,
    JSON.stringify([
      contact,
      Object.entries(content)
        .filter(([, v]) => v !== undefined)
        .sort()
    ])
  )
  return idempotencyKey === undefined
    ? { key: `c:${argsHash}`, argsHash, given: false, lastsMs: REPEAT_WINDOW_MS }
    : { key: `k:${idempotencyKey}`, argsHash, given: true, lastsMs: GIVEN_KEY_MS }
}

/**
 * Statements that take the key for a message, from who last held it where that was found; they fail with a unique
 * violation while somebody else holds it.
 */
export function takeKey(
  deps: Deps,
  of: { orgId: string; agentId: string },
  key: IntentKey,
  messageId: string,
  last: Holder | undefined
): Built[] {
  const now = deps.clock.now()
  const expiresAt = new Date(now.getTime() + key.lastsMs)
  const { key: text, argsHash } = key
  return [
    ...(last ? [freeKey(deps.db, { ...of, key: text, now })] : []),
    holdKey(deps.db, { ...of, key: text, argsHash, messageId, createdAt: now, expiresAt })
  ]
}

const isKey = and(
  eq(idempotencyKeys.agentId, sql.placeholder('agentId')),
  eq(idempotencyKeys.key, sql.placeholder('key'))
)
const expired = lte(idempotencyKeys.expiresAt, sql.param(sql.placeholder('now'), idempotencyKeys.expiresAt))
const freeKey = builtOnce((db) => db.delete(idempotencyKeys).where(and(isKey, expired)))
const holdKey = builtOnce((db) =>
  db
    .insert(idempotencyKeys)
    .values(placeholders('orgId', 'agentId', 'key', 'argsHash', 'messageId', 'createdAt', 'expiresAt'))
)
const readKey = queryOnce((db) => db.select().from(idempotencyKeys).where(isKey))

/** Who took the key last, and whether he holds it still. */
export async function holderOf(
  deps: Deps,
  agentId: string,
  key: IntentKey
): Promise<{ last: Holder | undefined; held: Holder | undefined }> {
  const [last] = await readKey(deps.db, { agentId, key: key.key })
  return { last, held: last && last.expiresAt > deps.clock.now() ? last : undefined }
}

/** How the first action under a key is looked at. */
export interface FirstAction<R> {
  read(id: string): Promise<R | undefined>
  /** Whether the vendor has not spoken yet. */
  isOpen(row: R): boolean
}

/** Messages as the first action under a key. */
export const firstMessage = ({ db }: Pick<Deps, 'db'>): FirstAction<MessageRow> => ({
  read: async (id) => (await db.select().from(messages).where(eq(messages.id, id)))[0],
  isOpen: ({ status }) => status === 'sending'
})

/**
 * The first action under a key, once the vendor has spoken or the wait is over.
 * @throws CommsError `idempotency_conflict` when the key stands for something else
 */
export async function firstUnder<R>(
  deps: Deps,
  held: Holder,
  key: IntentKey,
  { read, isOpen }: FirstAction<R>
): Promise<R> {
  if (held.argsHash !== key.argsHash)
    throw new CommsError('idempotency_conflict', 'Nothing was sent: this idempotencyKey was used for another action.', {
      details: held.messageId.startsWith('cal_') ? { callId: held.messageId } : { messageId: held.messageId }
    })
  const deadline = deps.clock.now().getTime() + FIRST_RESULT_MS
  for (;;) {
    await inFlight.get(held.messageId)
    const row = await read(held.messageId)
    if (!row) throw new CommsError('unavailable', 'The first action under this key is just being stored.')
    if (!isOpen(row) || deps.clock.now().getTime() >= deadline) return row
    await sleep(deps.clock, 100)
  }
}

const inFlight = new Map<string, Promise<unknown>>()

/** Lets repeats in this process wait for the first one without asking the database again and again. */
export async function trackFlight<T>(messageId: string, flight: Promise<T>): Promise<T> {
  inFlight.set(
    messageId,
    flight.catch(() => undefined)
  )
  try {
    return await flight
  } finally {
    inFlight.delete(messageId)
  }
}
