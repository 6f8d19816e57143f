import type { Deps } from '../deps.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { CallStep } from '../providers/contracts.ts'
import { type CallState, isTerminal } from '../schemas/call.ts'
import { type Answered, callOf, documentFor } from './call-answer.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { goodbyeSteps, relayActionUrl, reopeningSteps } from './call-steps.ts'
import { transferSteps } from './transfer-answer.ts'

/** Most often that a carrier is asked to open the socket of one call again. */
const RECONNECTS_MAX = 5

/** After which a carrier asks again that was sent to a replica on its way out, in seconds: it is gone by then, or back. */
const ASK_AGAIN_SECONDS = 4

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
  /** This replica is shutting down, so that a socket would not last. */
  leaving: boolean
}

/**
 * What comes after a socket: nothing when the caller has hung up; where we ended the conversation the transfer that our
 * rows know of, or the end; and otherwise another socket, on whichever replica the carrier reaches, where the call goes
 * on. After five of them the caller hears an apology. A replica on its way out has the carrier wait and ask again.
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

async function stepsAfter(deps: Deps, agent: AgentRow, call: CallRow, end: RelayEnd): Promise<CallStep[]> {
  const { byUs, nth, leaving } = end
  const letGo = call.endedBy === 'transfer' || (byUs && call.endedBy === null)
  if (letGo && !isTerminal(call.state)) return (await transferSteps(deps, call)) ?? HANG_UP
  if (byUs || call.endedBy !== null || isTerminal(call.state)) return HANG_UP
  if (nth > RECONNECTS_MAX) {
    await noteEnding(deps, call.id, 'error')
    return goodbyeSteps(call, 'lost')
  }
  if (leaving)
    return [
      { do: 'pause', seconds: ASK_AGAIN_SECONDS },
      { do: 'redirect', url: relayActionUrl(deps, call, nth) }
    ]
  return reopeningSteps(deps, agent, call, nth + 1)
}
