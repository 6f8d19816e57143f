import { and, eq, inArray, type SQLChunk, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce } from '../db/built-once.ts'
import { dialect } from '../db/dialect.ts'
import type { Queries } from '../db/open.ts'
import { messages, usageDaily } from '../db/schema/index.ts'
import type { MessageStatus } from '../schemas/message.ts'

/** What is added to the counters of a day. */
export interface UsageDelta {
  actions?: number
  inbound?: number
  failed?: number
  refused?: number
  rateLimitHits?: number
  costMicroUsd?: number
}

const COUNTERS = ['actions', 'inbound', 'failed', 'refused', 'rateLimitHits', 'costMicroUsd'] as const

/** The name under which calls are counted, voice messages among them; `voice` is what their speech costs. */
export const CALLS = 'call'

/** Rows among which a day's counters are spread. SQLite has one writer, who waits for nobody. */
const STRIPES = dialect === 'postgres' ? 8 : 1

/** The row that one statement adds to. */
export const anyStripe = (): number => Math.floor(Math.random() * STRIPES)

interface Of {
  orgId: string
  agentId: string
  channel: string
}

/** A statement that adds to an agent's counters of the UTC day of `at`. */
export function countUsage(
  db: Queries,
  { orgId, agentId, channel }: Of,
  at: Date,
  delta: UsageDelta
): Built & PromiseLike<unknown> {
  return db
    .insert(usageDaily)
    .values({ orgId, agentId, channel, day: dayOf(at), stripe: anyStripe(), ...complete(delta) })
    .onConflictDoUpdate({ target: USAGE_KEY, set: added(delta) })
}

/**
 * Statements that count an accepted message and its cost while it is in one of these states: of two who settle it at once
 * one waits for the other, and finds it counted.
 */
export function countSentWhile(
  states: readonly MessageStatus[]
): (db: Queries, row: { id: string; createdAt: Date }, costMicroUsd: number) => Built {
  const number = (value: SQLChunk, name: (typeof COUNTERS)[number]) => sql<number>`cast(${value} as bigint)`.as(name)
  const cost = sql.placeholder('costMicroUsd')
  const count = builtOnce((db) => {
    const source = db
      .select({
        orgId: messages.orgId,
        agentId: messages.agentId,
        day: sql<string>`cast(${sql.placeholder('day')} as text)`.as('day'),
        channel: messages.channel,
        stripe: sql<number>`cast(${sql.placeholder('stripe')} as integer)`.as('stripe'),
        actions: number(1, 'actions'),
        inbound: number(0, 'inbound'),
        failed: number(0, 'failed'),
        refused: number(0, 'refused'),
        rateLimitHits: number(0, 'rateLimitHits'),
        costMicroUsd: number(cost, 'costMicroUsd')
      })
      .from(messages)
      .where(and(eq(messages.id, sql.placeholder('id')), inArray(messages.status, [...states])))
    const added = {
      actions: sql`${usageDaily.actions} + 1`,
      costMicroUsd: sql`${usageDaily.costMicroUsd} + cast(${cost} as bigint)`
    }
    // SQLite has one writer.
    const rows = dialect === 'postgres' ? source.for('update') : source
    return db.insert(usageDaily).select(rows).onConflictDoUpdate({ target: USAGE_KEY, set: added })
  })
  return (db, { id, createdAt }, costMicroUsd) =>
    count(db, { id, day: dayOf(createdAt), stripe: anyStripe(), costMicroUsd })
}

/** What an upsert of counters conflicts on. */
export const USAGE_KEY = [usageDaily.agentId, usageDaily.day, usageDaily.channel, usageDaily.stripe]
const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const complete = (delta: UsageDelta) =>
  Object.fromEntries(COUNTERS.map((name) => [name, delta[name] ?? 0])) as Required<UsageDelta>
const added = (delta: UsageDelta) =>
  Object.fromEntries(
    COUNTERS.filter((name) => delta[name]).map((name) => [name, sql`${usageDaily[name]} + ${delta[name]}`])
  )
