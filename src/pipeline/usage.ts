import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
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
    .values({ orgId, agentId, channel, day: dayOf(at), ...complete(delta) })
    .onConflictDoUpdate({ target: TARGET, set: added(delta) })
}

/** The same, done only while the message is in one of these states: two who settle it at once count it once. */
export function countUsageWhile(
  db: Queries,
  row: Of & { id: string; createdAt: Date },
  states: MessageStatus[],
  delta: UsageDelta
): Built {
  const counts = complete(delta)
  const number = (name: (typeof COUNTERS)[number]) => sql<number>`cast(${counts[name]} as bigint)`.as(name)
  const source = db
    .select({
      orgId: messages.orgId,
      agentId: messages.agentId,
      day: sql<string>`cast(${dayOf(row.createdAt)} as text)`.as('day'),
      channel: messages.channel,
      actions: number('actions'),
      inbound: number('inbound'),
      failed: number('failed'),
      refused: number('refused'),
      rateLimitHits: number('rateLimitHits'),
      costMicroUsd: number('costMicroUsd')
    })
    .from(messages)
    .where(and(eq(messages.id, row.id), inArray(messages.status, states)))
  return db
    .insert(usageDaily)
    .select(source)
    .onConflictDoUpdate({ target: TARGET, set: added(delta) })
}

const TARGET = [usageDaily.agentId, usageDaily.day, usageDaily.channel]
const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const complete = (delta: UsageDelta) =>
  Object.fromEntries(COUNTERS.map((name) => [name, delta[name] ?? 0])) as Required<UsageDelta>
const added = (delta: UsageDelta) =>
  Object.fromEntries(
    COUNTERS.filter((name) => delta[name]).map((name) => [name, sql`${usageDaily[name]} + ${delta[name]}`])
  )
