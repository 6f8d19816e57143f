import { and, eq } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { callDocument } from '../pipeline/call-document.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { receiveCall } from '../pipeline/inbound-call.ts'
import type { CallDocument, CallStep } from '../providers/contracts.ts'
import { isTerminal } from '../schemas/call.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { callStanding } from './call-standing.ts'
import { goodbyeSteps, openingSteps, reopeningSteps } from './call-steps.ts'
import { MESSAGE_STEP, messageSteps } from './voice-message-steps.ts'

/** A call as the carrier asks what to do with it. */
export interface AskedCall {
  provider: string
  /** The carrier's id of the call. */
  providerRef: string
  from: string
  to: string
  callerName?: string | undefined
}

/** What a carrier is told, and whether it had asked before. */
export interface Answered {
  outcome: 'accepted' | 'duplicate' | 'ignored'
  document: CallDocument
}

const HANG_UP: readonly CallStep[] = [{ do: 'hangup' }]

/**
 * Answers a call that comes in: it is on disk before the carrier is answered. A list of people who must not be called
 * does not stop them from calling.
 */
export async function answerInbound(deps: Deps, agent: AgentRow, asked: AskedCall): Promise<Answered> {
  const standing = await callStanding(deps, agent)
  const { outcome, call } = await receiveCall(deps, {
    ...{ agent, provider: asked.provider, providerRef: asked.providerRef, from: asked.from, to: asked.to },
    content: { greeting: agent.greeting ?? undefined, callerName: asked.callerName },
    recorded: agent.routeDuplication.liveCall?.alsoRecord === true,
    refusedBy: standing === 'open' ? undefined : 'operator'
  })
  const reject: CallStep[] = [{ do: 'reject', reason: 'rejected' }]
  // A sentence would be a minute, for which there is no money.
  const unfunded = call.endedBy === 'budget' && call.generation === 0
  const steps = standing === 'reject' || unfunded ? reject : await stepsFor(deps, agent, call)
  return { outcome, document: await documentFor(deps, agent, steps) }
}

/**
 * Answers what the carrier asks when somebody took a call that an agent placed: with the conversation, or with the voice
 * message that `step` names. Anybody else's call is hung up.
 */
export async function answerOutbound(
  deps: Deps,
  agent: AgentRow,
  callId: string,
  { provider, providerRef }: AskedCall,
  step?: unknown
): Promise<Answered> {
  const outcome = await receiveCallReport(deps, {
    ...{ orgId: agent.orgId, agentId: agent.id, callId, provider, providerRef },
    ...{ eventKey: `voice:${providerRef}`, state: 'in-progress' }
  })
  const call = await callOf(deps, agent, callId, providerRef)
  if (!call) return { outcome: 'ignored', document: await documentFor(deps, agent, HANG_UP) }
  const open = (await callStanding(deps, agent)) === 'open'
  if (!open) await noteEnding(deps, call.id, 'operator')
  return { outcome, document: await documentFor(deps, agent, open ? await stepsFor(deps, agent, call, step) : HANG_UP) }
}

/** The live or ended call of an agent under both of its ids; undefined when they do not belong together. */
export async function callOf(
  deps: Pick<Deps, 'db'>,
  agent: Pick<AgentRow, 'id'>,
  callId: string,
  providerRef: string
): Promise<CallRow | undefined> {
  const [call] = await deps.db
    .select()
    .from(calls)
    .where(and(eq(calls.id, callId), eq(calls.agentId, agent.id), eq(calls.providerRef, providerRef)))
  return call
}

/** A document of the carrier that serves an agent. */
export const documentFor = (deps: Deps, agent: AgentRow, steps: readonly CallStep[]): Promise<CallDocument> =>
  callDocument(deps, { orgId: agent.orgId, agentId: agent.id }, steps)

/** A call that nobody ended begins, or goes on without a greeting when its socket was open before. */
async function stepsFor(deps: Deps, agent: AgentRow, call: CallRow, step?: unknown): Promise<readonly CallStep[]> {
  if (isTerminal(call.state)) return HANG_UP
  if (call.endedBy === 'operator' || call.endedBy === 'budget') return goodbyeSteps(call, 'unavailable')
  if (call.endedBy !== null) return HANG_UP
  if (step === MESSAGE_STEP) return messageSteps(deps, agent, call)
  return call.generation === 0 ? openingSteps(deps, agent, call) : reopeningSteps(deps, agent, call, 1)
}
