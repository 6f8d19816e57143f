import { and, eq } from 'drizzle-orm'
import { callContents, calls, callTurns } from '../db/schema/index.ts'
import { exchangeOf } from '../delivery/exchange.ts'
import type { LineCall } from '../delivery/line.ts'
import { toHolder } from '../delivery/line-messages.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { CallContent, CallState, TurnContent } from '../schemas/call.ts'
import { resolveAgent } from './agents.ts'
import type { CallRow } from './call-sessions.ts'
import { knownCalls } from './known-calls.ts'

/**
 * A call that a caller may answer, with its agent. What belongs to others or is not there looks the same.
 * @throws CommsError `not_found`.
 */
export async function findCall(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  caller: Caller,
  callId: string,
  agentId: string | undefined
): Promise<{ call: CallRow; agent: AgentRow }> {
  const [call] = await deps.db
    .select()
    .from(calls)
    .where(and(eq(calls.id, callId), eq(calls.orgId, caller.orgId)))
  if (!call || !isOf(call, caller, agentId)) throw new CommsError('not_found', 'There is no call with this id.')
  return { call, agent: await resolveAgent(deps, caller, call.agentId) }
}

const isOf = (call: LineCall, caller: Caller, agentId: string | undefined): boolean =>
  call.orgId === caller.orgId && [caller.agentId, agentId].every((id) => id === undefined || id === call.agentId)

/**
 * The line of a call that a caller may answer, and where it stands, as `findCall` finds it; of one that this process holds
 * the database is not asked again.
 * @throws CommsError `not_found`.
 */
export async function answerableCall(
  deps: Pick<Deps, 'db' | 'bus' | 'clock' | 'log' | 'sealer'>,
  caller: Caller,
  callId: string,
  agentId?: string
): Promise<LineCall & { state: CallState }> {
  const known = knownCalls(deps)
  const held = exchangeOf(deps).answersHere(toHolder(callId)) ? known.get(callId) : undefined
  if (held && isOf(held, caller, agentId)) {
    await resolveAgent(deps, caller, held.agentId)
    return { ...held, state: 'in-progress' }
  }
  const { call } = await findCall(deps, caller, callId, agentId)
  known.set(callId, { id: call.id, orgId: call.orgId, agentId: call.agentId })
  return call
}

/** Where a call stands at this moment. */
export async function callStateOf(deps: Pick<Deps, 'db'>, callId: string): Promise<CallState> {
  const [row] = await deps.db.select({ state: calls.state }).from(calls).where(eq(calls.id, callId))
  return row?.state ?? 'completed'
}

/** What a live call is about, and what was said so far, in order. */
export async function conversationOf(
  deps: Pick<Deps, 'db' | 'sealer'>,
  callId: string
): Promise<{ content: CallContent; turns: (TurnContent & { number: number })[] }> {
  const [[kept], rows] = await Promise.all([
    deps.db.select().from(callContents).where(eq(callContents.callId, callId)),
    deps.db.select().from(callTurns).where(eq(callTurns.callId, callId)).orderBy(callTurns.number)
  ])
  return {
    content: kept ? (JSON.parse(deps.sealer.open(kept.sealed, callId)) as CallContent) : {},
    turns: rows
      .filter(({ number }) => number > 0)
      .map(({ id, number, sealed }) => ({ ...(JSON.parse(deps.sealer.open(sealed, id)) as TurnContent), number }))
  }
}
