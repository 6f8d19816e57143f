import { and, eq, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { agents, deliveries, inboxEvents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { callbacksTotal, inboxEventsTotal } from '../observability/metrics.ts'
import { ackStatements } from './ack.ts'
import { type Attempt, attemptCallback } from './callback-attempt.ts'
import { nextTryAt } from './callback-schedule.ts'
import { viewOf } from './event-view.ts'
import { leaseEvents } from './inbox.ts'

/** How long one worker has an event to itself, in milliseconds; longer than any post takes. */
const POST_LEASE_MS = 30_000

type EventRow = typeof inboxEvents.$inferSelect
type AgentRow = typeof agents.$inferSelect

/** Posts one event, if nobody else has it, and writes down in one transaction what became of it. */
export async function postEvent(
  deps: Deps,
  agent: AgentRow,
  url: string,
  event: EventRow,
  sealed: string | null
): Promise<Attempt['outcome'] | 'taken'> {
  const lease = newId('lse', deps.clock.now())
  const won = await leaseEvents(deps, agent.id, [event], lease, POST_LEASE_MS)
  if (!won.has(event.id)) return 'taken'
  const tries = (await triesOf(deps, event)) + 1
  const attempt = await attemptCallback(deps, agent, url, viewOf(deps, event, sealed))
  callbacksTotal.inc({ outcome: attempt.outcome })
  const settled =
    attempt.outcome === 'delivered'
      ? delivered(deps, agent, event, lease)
      : undelivered(deps, agent, event, lease, tries)
  await deps.db.batch([...settled, logAttempt(deps, event, tries, attempt)])
  if (attempt.outcome === 'delivered') inboxEventsTotal.inc({ outcome: 'acked' })
  return attempt.outcome
}

/** Only who was handed out before can have been posted before. */
async function triesOf(deps: Deps, event: EventRow): Promise<number> {
  if (event.attempts === 0) return 0
  const [row] = await deps.db
    .select({ tries: sql<number>`max(${deliveries.attempt})`.mapWith(Number) })
    .from(deliveries)
    .where(eq(deliveries.eventId, event.id))
  return row?.tries ?? 0
}

function delivered(deps: Deps, agent: AgentRow, event: EventRow, lease: string): Built[] {
  const healed = deps.db
    .update(agents)
    .set({ callbackFailures: 0 })
    .where(and(eq(agents.id, agent.id), gt(agents.callbackFailures, 0)))
  const now = deps.clock.now()
  return [...ackStatements(deps, agent, lease), healed, queueBehind(deps, event, now, gt(inboxEvents.dueAt, now))]
}

function undelivered(deps: Deps, agent: AgentRow, event: EventRow, lease: string, tries: number): Built[] {
  const dueAt = nextTryAt(event, tries, deps.clock.now())
  const back = deps.db
    .update(inboxEvents)
    .set({ state: dueAt === null ? 'waiting' : 'pending', leaseId: null, leaseUntil: null, dueAt })
    .where(and(eq(inboxEvents.id, event.id), eq(inboxEvents.leaseId, lease), eq(inboxEvents.state, 'leased')))
  const failure = deps.db
    .update(agents)
    .set({ callbackFailures: sql`${agents.callbackFailures} + 1` })
    .where(eq(agents.id, agent.id))
  const next = dueAt ?? deps.clock.now()
  const sooner =
    dueAt === null ? gt(inboxEvents.dueAt, next) : or(isNull(inboxEvents.dueAt), lt(inboxEvents.dueAt, next))
  return [back, failure, queueBehind(deps, event, next, sooner)]
}

/** Later events of the contact come up when this one does, not before. */
function queueBehind(deps: Deps, event: EventRow, dueAt: Date, where: SQL | undefined): Built {
  return deps.db
    .update(inboxEvents)
    .set({ dueAt })
    .where(
      and(
        eq(inboxEvents.agentId, event.agentId),
        eq(inboxEvents.state, 'pending'),
        gt(inboxEvents.id, event.id),
        eq(inboxEvents.contact, event.contact),
        where
      )
    )
}

function logAttempt(
  deps: Deps,
  event: EventRow,
  attempt: number,
  { outcome, httpStatus, durationMs, problem }: Attempt
): Built {
  const now = deps.clock.now()
  const { orgId, agentId, id: eventId } = event
  return deps.db.insert(deliveries).values({
    ...{ orgId, agentId, eventId, attempt, outcome, httpStatus, durationMs, problem },
    id: newId('dlv', now),
    createdAt: now
  })
}
