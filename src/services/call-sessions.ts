import { and, asc, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { callContents, calls, callTurns } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { CallContent, CallEnding, TurnContent } from '../schemas/call.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'
import { agentById } from './agents.ts'
import { knownCalls } from './known-calls.ts'

/** The row of a call. */
export type CallRow = typeof calls.$inferSelect

/** Where a call stands when a socket of it opens. */
export interface OpenedCall {
  call: CallRow
  agent: AgentRow
  content: CallContent
  /** What was said over the sockets before this one; empty for the first. */
  turns: (TurnContent & { number: number; answered: boolean })[]
}

/**
 * Makes this socket the one that speaks on the call: whoever held it before holds it no more. Undefined when the call is
 * over, or its agent is gone.
 */
export async function openCall(deps: Deps, callId: string): Promise<OpenedCall | undefined> {
  const now = deps.clock.now()
  const [call] = await deps.db
    .update(calls)
    .set({
      generation: sql`${calls.generation} + 1`,
      state: 'in-progress',
      answeredAt: sql`coalesce(${calls.answeredAt}, ${sql.param(now, calls.answeredAt)})`,
      updatedAt: now
    })
    .where(and(eq(calls.id, callId), notInArray(calls.state, [...TERMINAL_STATES])))
    .returning()
  if (!call) return undefined
  const [agent, [kept], turns] = await Promise.all([
    agentById(deps, call.agentId),
    deps.db.select().from(callContents).where(eq(callContents.callId, callId)),
    deps.db.select().from(callTurns).where(eq(callTurns.callId, callId)).orderBy(asc(callTurns.number))
  ])
  if (!agent) return undefined
  knownCalls(deps).set(callId, { id: callId, orgId: call.orgId, agentId: call.agentId })
  return {
    call,
    agent,
    content: kept ? (JSON.parse(deps.sealer.open(kept.sealed, callId)) as CallContent) : {},
    turns: turns
      .filter(({ number }) => number > 0)
      .map(({ id, number, sealed, state }) => ({
        ...(JSON.parse(deps.sealer.open(sealed, id)) as TurnContent),
        ...{ number, answered: state !== 'open' }
      }))
  }
}

/** Writes down who or what ended a call, once; its state follows when the carrier says that it is over. */
export async function noteEnding(deps: Pick<Deps, 'db' | 'clock'>, callId: string, endedBy: CallEnding): Promise<void> {
  await deps.db
    .update(calls)
    .set({ endedBy, updatedAt: deps.clock.now() })
    .where(and(eq(calls.id, callId), isNull(calls.endedBy)))
}
