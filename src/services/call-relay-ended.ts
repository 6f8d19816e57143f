import type { Deps } from '../deps.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { CallStep } from '../providers/contracts.ts'
import { type CallState, isTerminal } from '../schemas/call.ts'
import { type Answered, callOf, documentFor } from './call-answer.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { goodbyeSteps, reopeningSteps } from './call-steps.ts'
import { transferSteps } from './transfer-answer.ts'

/** Most often that a carrier is asked to open the socket of one call again. */
const RECONNECTS_MAX = 5

const HANG_UP: CallStep[] = [{ do: 'hangup' }]

/** How the socket of a call ended, as its carrier tells. */
export interface RelayEnd {
  provider: string
  providerRef: string
  /** State of the call itself. */
  state: CallState
  /** We ended the conversation, and the caller is still on the line. */
  byUs: boolean
  /** How often the carrier had been asked to open a socket. */
  nth: number
}

/**
 * What comes after a socket: nothing when the caller has hung up; where we ended the conversation the transfer that our
 * rows know of, or the end; and otherwise another socket, on whichever replica the carrier reaches, where the call goes
 * on. After five of them the caller hears an apology.
 */
export async function afterRelay(deps: Deps, agent: AgentRow, callId: string, end: RelayEnd): Promise<Answered> {
  const call = await callOf(deps, agent, callId, end.providerRef)
  const answer = async (outcome: Answered['outcome'], steps: readonly CallStep[]) => ({
    ...{ outcome, document: await documentFor(deps, agent, steps) }
  })
  if (!call) return answer('ignored', HANG_UP)
  if (isTerminal(end.state)) return answer(await hungUp(deps, call, end), [])
  return answer('accepted', await stepsAfter(deps, agent, call, end))
}

async function hungUp(deps: Deps, call: CallRow, { provider, providerRef, state }: RelayEnd) {
  if (state === 'completed') await noteEnding(deps, call.id, 'caller')
  return receiveCallReport(deps, {
    ...{ orgId: call.orgId, agentId: call.agentId, callId: call.id, provider, providerRef },
    ...{ eventKey: `relay:${providerRef}:${state}`, state }
  })
}

async function stepsAfter(deps: Deps, agent: AgentRow, call: CallRow, { byUs, nth }: RelayEnd): Promise<CallStep[]> {
  const letGo = call.endedBy === 'transfer' || (byUs && call.endedBy === null)
  if (letGo && !isTerminal(call.state)) return (await transferSteps(deps, call)) ?? HANG_UP
  if (byUs || call.endedBy !== null || isTerminal(call.state)) return HANG_UP
  if (nth > RECONNECTS_MAX) {
    await noteEnding(deps, call.id, 'error')
    return goodbyeSteps(call, 'lost')
  }
  return reopeningSteps(deps, agent, call, nth + 1)
}
