import { aliasedTable, and, asc, eq, inArray, isNull, lt, lte, not, notExists, or, type SQL, sql } from 'drizzle-orm'
import { agents, inboxEvents, messageBodies } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { eachAtMost } from '../lib/pool.ts'
import { postEvent } from './callback-post.ts'
import { callbackUrlOf } from './callback-url.ts'
import { isFree } from './inbox.ts'

/** Agents whose callbacks are posted to at once, and posts to one of them at once. */
const AGENTS_AT_ONCE = 8
const POSTS_AT_ONCE = 4
/** Agents taken up in one go. */
const BATCH = 200
/** Posts to one agent in one go, so that a flood to one holds up no other. */
const MAX_ROUNDS = 50
/** When events that stand behind a failing one are looked at again, in milliseconds. */
const BLOCKED_MS = 60_000

type EventRow = typeof inboxEvents.$inferSelect
type AgentRow = typeof agents.$inferSelect

/**
 * Posts the events that are due to their agents' callbacks, in order per contact, however many workers run. A 2xx
 * acknowledges; what fails for a day is left in the inbox, waiting. Returns how many agents had something due.
 */
export async function deliverDue(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.db
    .selectDistinct({ agentId: inboxEvents.agentId })
    .from(inboxEvents)
    .where(and(lte(inboxEvents.dueAt, now), isFree(now)))
    .limit(BATCH)
  if (due.length === 0) return 0
  const ids = due.map(({ agentId }) => agentId)
  const owners = await deps.db.select().from(agents).where(inArray(agents.id, ids))
  await eachAtMost(owners, AGENTS_AT_ONCE, (agent) => deliverTo(deps, agent))
  return owners.length
}

/** Posts what is due to one agent's callback; events of an agent without one are left for it to fetch. */
export async function deliverTo(deps: Deps, agent: AgentRow): Promise<void> {
  const url = agent.status === 'removed' ? undefined : callbackUrlOf(deps.config, agent)
  if (url === undefined) return postpone(deps, agent, null, undefined)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const heads = await headsOf(deps, agent)
    if (heads.length === 0) return postpone(deps, agent, later(deps), not(isFirstOfContact(deps)))
    let failed = false
    await eachAtMost(heads, POSTS_AT_ONCE, async ({ event, sealed }) => {
      const outcome = await postEvent(deps, agent, url, event, sealed)
      failed ||= outcome === 'failed' || outcome === 'blocked'
    })
    if (failed) return
  }
}

const later = (deps: Deps) => new Date(deps.clock.now().getTime() + BLOCKED_MS)

/** Sets when those events of an agent that are due now are looked at again; null: by no worker. */
async function postpone(deps: Deps, agent: AgentRow, dueAt: Date | null, which: SQL | undefined): Promise<void> {
  const now = deps.clock.now()
  await deps.db
    .update(inboxEvents)
    .set({ dueAt })
    .where(and(eq(inboxEvents.agentId, agent.id), lte(inboxEvents.dueAt, now), isFree(now), which))
}

/** The first unsettled event of each contact, where it is due. One that was given up holds nothing up. */
async function headsOf(deps: Deps, agent: AgentRow): Promise<{ event: EventRow; sealed: string | null }[]> {
  const now = deps.clock.now()
  // One that was never tried waits for no retry: it stood behind another, which is settled now.
  const isDue = or(isNull(inboxEvents.dueAt), lte(inboxEvents.dueAt, now), eq(inboxEvents.attempts, 0))
  return deps.db
    .select({ event: inboxEvents, sealed: messageBodies.sealed })
    .from(inboxEvents)
    .leftJoin(messageBodies, eq(messageBodies.messageId, inboxEvents.messageId))
    .where(
      and(
        eq(inboxEvents.agentId, agent.id),
        inArray(inboxEvents.state, ['pending', 'leased']),
        isFree(now),
        isDue,
        isFirstOfContact(deps)
      )
    )
    .orderBy(asc(inboxEvents.id))
    .limit(POSTS_AT_ONCE * 4)
}

function isFirstOfContact(deps: Deps): SQL {
  const earlier = aliasedTable(inboxEvents, 'earlier')
  const unsettled = inArray(earlier.state, ['fetching', 'pending', 'leased'])
  return notExists(
    deps.db
      .select({ one: sql`1` })
      .from(earlier)
      .where(
        and(
          eq(earlier.agentId, inboxEvents.agentId),
          unsettled,
          lt(earlier.id, inboxEvents.id),
          eq(earlier.contact, inboxEvents.contact)
        )
      )
  )
}
