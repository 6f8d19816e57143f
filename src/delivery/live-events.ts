import { and, asc, eq, inArray, isNull, lte, notInArray, or } from 'drizzle-orm'
import { calls, callTurns } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { ANSWER_WAYS, TERMINAL_STATES } from '../schemas/call.ts'
import type { EventView } from '../schemas/event-view.ts'
import type { EventQuery } from './inbox.ts'
import { whoIsPresent } from './presence.ts'
import type { Listener, Turn } from './turn.ts'
import { isFetchable, storedTurn } from './turn-rows.ts'

/** How long a better way that is within reach has a turn to itself, in milliseconds. */
const PRECEDENCE_MS = 2000

/** A turn of a live call, as an event and as the line has it. */
export interface LiveTurn {
  event: EventView
  turn: Turn
  call: Pick<typeof calls.$inferSelect, 'id' | 'orgId' | 'agentId' | 'contact' | 'ownAddress' | 'conversationId'>
}

/** What an agent is told of a live call, in its events. */
export function liveEvent(
  { contact, ownAddress, conversationId }: Pick<typeof calls.$inferSelect, 'contact' | 'ownAddress' | 'conversationId'>,
  id: string,
  { callId, number, text, digits, spoken, at }: Turn
): EventView {
  return {
    ...{ id, kind: number === 0 ? 'call.incoming' : 'call.turn', channel: 'voice', at, from: contact, to: ownAddress },
    ...{ conversationId, callId },
    ...(text !== undefined && { body: text }),
    ...(digits !== undefined && { digits }),
    ...(spoken !== undefined && { spoken }),
    untrusted: true
  }
}

/**
 * Takes what is open on an agent's live calls: that somebody calls, and turns that nobody answers yet or that are left to
 * this taker. What two takers want goes to one of them; a better way that is within reach has two seconds to be first.
 */
export async function takeLive(
  deps: Pick<Deps, 'db' | 'clock' | 'sealer'>,
  agent: { id: string },
  { by, way }: Listener,
  { max, kinds, channel, contact }: EventQuery
): Promise<LiveTurn[]> {
  const wanted = (['call.incoming', 'call.turn'] as const).filter((kind) => kinds === undefined || kinds.includes(kind))
  if (wanted.length === 0 || (channel !== undefined && channel !== 'voice')) return []
  const found = await deps.db
    .select({ row: callTurns, call: calls })
    .from(callTurns)
    .innerJoin(calls, eq(calls.id, callTurns.callId))
    .where(
      and(
        eq(callTurns.agentId, agent.id),
        or(
          wanted.includes('call.turn') ? eq(callTurns.state, 'open') : undefined,
          wanted.includes('call.incoming') ? and(eq(callTurns.state, 'answered'), eq(callTurns.number, 0)) : undefined
        ),
        isFetchable(by),
        notInArray(calls.state, [...TERMINAL_STATES]),
        // What has ended is over before the carrier says so; a caller who was put through may come back.
        or(isNull(calls.endedBy), eq(calls.endedBy, 'transfer')),
        contact === undefined ? undefined : eq(calls.contact, contact)
      )
    )
    .orderBy(asc(callTurns.id))
    .limit(max)
  if (found.length === 0) return []
  const now = deps.clock.now()
  const isBetter = (other: Listener['way']) => ANSWER_WAYS.indexOf(other) < ANSWER_WAYS.indexOf(way)
  const others = way === 'tool' ? [] : (await whoIsPresent(deps, agent.id)).filter(isBetter)
  const ids = found.map(({ row }) => row.id)
  const claimed = await deps.db
    .update(callTurns)
    .set({ takenBy: by, updatedAt: now })
    .where(
      and(
        inArray(callTurns.id, ids),
        isFetchable(by),
        others.length > 0 ? lte(callTurns.createdAt, new Date(now.getTime() - PRECEDENCE_MS)) : undefined
      )
    )
    .returning({ id: callTurns.id })
  const won = new Set(claimed.map(({ id }) => id))
  return found
    .filter(({ row }) => won.has(row.id))
    .map(({ row, call }) => {
      const { turn } = storedTurn(deps, row)
      return { turn, call, event: liveEvent(call, row.id, turn) }
    })
}

/** Gives back what was taken for somebody who is gone. */
export async function releaseLive(deps: Pick<Deps, 'db'>, by: string, taken: readonly LiveTurn[]): Promise<void> {
  if (taken.length === 0) return
  const ids = taken.map(({ event }) => event.id)
  await deps.db
    .update(callTurns)
    .set({ takenBy: null })
    .where(and(inArray(callTurns.id, ids), eq(callTurns.takenBy, by)))
}
