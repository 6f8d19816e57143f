import { aliasedTable, and, asc, eq, gt, inArray, lt, lte, notExists, or, type SQL, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { agents, inboxEvents, messageBodies } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { inboxEventsTotal } from '../observability/metrics.ts'
import type { Channel } from '../schemas/common.ts'
import type { EventKind } from '../schemas/event.ts'
import type { EventView } from '../schemas/event-view.ts'
import { viewOf } from './event-view.ts'

/** How long a consumer has events to itself before they return, in milliseconds. */
export const LEASE_MS = 60_000

/** Which events a consumer wants. */
export interface EventQuery {
  /** How many at most. */
  max: number
  kinds?: readonly EventKind[] | undefined
  channel?: Channel | undefined
  /** E.164 or email in lower case. */
  contact?: string | undefined
}

/** Events that a consumer has to itself until it acknowledges them or the lease ends. */
export interface Taken {
  events: EventView[]
  /** Acknowledges them all; null when there are none. */
  lease: string | null
  /** Whether more could be taken now. */
  more: boolean
}

type EventRow = typeof inboxEvents.$inferSelect

/** What an event looks like that nobody holds: nobody took it, its callback was given up, or its lease is over. */
export const isFree = (now: Date): SQL | undefined =>
  or(
    inArray(inboxEvents.state, ['pending', 'waiting']),
    and(eq(inboxEvents.state, 'leased'), lte(inboxEvents.leaseUntil, now))
  )

/** No earlier event of the same contact is with somebody else or still being fetched. */
function isNextOfContact(deps: Pick<Deps, 'db'>, now: Date): SQL {
  const earlier = aliasedTable(inboxEvents, 'earlier')
  const held = or(eq(earlier.state, 'fetching'), and(eq(earlier.state, 'leased'), gt(earlier.leaseUntil, now)))
  return notExists(
    deps.db
      .select({ one: sql`1` })
      .from(earlier)
      .where(
        and(
          eq(earlier.agentId, inboxEvents.agentId),
          inArray(earlier.state, ['fetching', 'leased']),
          lt(earlier.id, inboxEvents.id),
          eq(earlier.contact, inboxEvents.contact),
          held
        )
      )
  )
}

/**
 * Takes an agent's oldest free events, in order per contact, for a minute. What two consumers want at once goes to one
 * of them. A lease that is not acknowledged ends by itself, and its events are handed out again.
 */
export async function takeEvents(deps: Deps, agent: { id: string }, query: EventQuery): Promise<Taken> {
  const now = deps.clock.now()
  const found = await deps.db
    .select({ event: inboxEvents, sealed: messageBodies.sealed })
    .from(inboxEvents)
    .leftJoin(messageBodies, eq(messageBodies.messageId, inboxEvents.messageId))
    .where(and(eq(inboxEvents.agentId, agent.id), isFree(now), wanted(query), isNextOfContact(deps, now)))
    .orderBy(asc(inboxEvents.id))
    .limit(query.max + 1)
  const more = found.length > query.max
  const candidates = found.slice(0, query.max)
  const lease = newId('lse', now)
  const won = await leaseEvents(
    deps,
    agent.id,
    candidates.map(({ event }) => event),
    lease
  )
  const events = candidates
    .filter(({ event }) => won.has(event.id))
    .map(({ event, sealed }) => viewOf(deps, event, sealed))
  return events.length > 0 ? { events, lease, more } : { events: [], lease: null, more: more || candidates.length > 0 }
}

const wanted = ({ kinds, channel, contact }: EventQuery) =>
  and(
    kinds && inArray(inboxEvents.kind, [...kinds]),
    channel === undefined ? undefined : eq(inboxEvents.channel, channel),
    contact === undefined ? undefined : eq(inboxEvents.contact, contact)
  )

/**
 * Leases those of these events that are still free and next of their contact; returns their ids. Consumers of one agent
 * stand in line for its row, so that neither sees what the other is about to take.
 */
export async function leaseEvents(
  deps: Deps,
  agentId: string,
  candidates: readonly EventRow[],
  lease: string,
  leaseMs = LEASE_MS
): Promise<Set<string>> {
  if (candidates.length === 0) return new Set()
  const now = deps.clock.now()
  const ids = candidates.map(({ id }) => id)
  const inLine: Built = deps.db
    .update(agents)
    .set({ status: sql`${agents.status}` })
    .where(eq(agents.id, agentId))
  const [, leased] = await deps.db.batch([
    inLine,
    deps.db
      .update(inboxEvents)
      .set({
        state: 'leased',
        leaseId: lease,
        leaseUntil: new Date(now.getTime() + leaseMs),
        attempts: sql`${inboxEvents.attempts} + 1`
      })
      .where(and(inArray(inboxEvents.id, ids), isFree(now), isNextOfContact(deps, now)))
      .returning({ id: inboxEvents.id })
  ])
  const won = new Set((leased?.rows ?? []).map((row) => String(row['id'])))
  const returned = candidates.filter(({ id, state }) => won.has(id) && state === 'leased').length
  inboxEventsTotal.inc({ outcome: 'leased' }, won.size)
  if (returned > 0) inboxEventsTotal.inc({ outcome: 'returned' }, returned)
  return won
}

/** Hands events back at once that were leased and never reached their consumer. */
export async function release(deps: Deps, agent: { id: string }, lease: string): Promise<void> {
  await deps.db
    .update(inboxEvents)
    .set({ state: 'pending', leaseId: null, leaseUntil: null, attempts: sql`${inboxEvents.attempts} - 1` })
    .where(and(eq(inboxEvents.leaseId, lease), eq(inboxEvents.agentId, agent.id), eq(inboxEvents.state, 'leased')))
}
