import { and, eq } from 'drizzle-orm'
import { calls, callTransfers } from '../db/schema/index.ts'
import { storeTurn } from '../delivery/turn-rows.ts'
import type { Deps } from '../deps.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import { failUnplaced, NEVER_TAKEN } from '../pipeline/dial-settle.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { TransferRow } from '../pipeline/transfer-draft.ts'
import type { CallStep } from '../providers/contracts.ts'
import { type CallState, isTerminal } from '../schemas/call.ts'
import { agentById } from './agents.ts'
import { type Answered, documentFor } from './call-answer.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { callStanding } from './call-standing.ts'
import { reopeningSteps } from './call-steps.ts'
import { transferSentences } from './transfer-sentences.ts'
import { dialSteps, markTransfer, openTransfer, takenSteps, transferOfLeg, whisperSteps } from './transfer-steps.ts'

/** Steps of a transfer or a bridge at which a carrier asks what comes next, by what its URL says in `step`. */
export const TRANSFER_STEPS = ['bridge', 'whisper', 'taken', 'joined'] as const
/** One of them. */
export type TransferStep = (typeof TRANSFER_STEPS)[number]

/** What a carrier asks with at one of these steps. */
export interface AskedTransfer {
  /** The id in its URL: the call that was placed for a bridge, else the leg that is dialled. */
  callId: string
  step: TransferStep
  provider: string
  /** The carrier's id of the call that it asks for. */
  providerRef: string
  digits?: string | undefined
  /** What became of the dialled leg, after `joined`. */
  dialled?: { ref?: string | undefined; state: CallState; seconds?: number | undefined; bridged?: boolean | undefined }
}

const HANG_UP: CallStep[] = [{ do: 'hangup' }]

/**
 * What a call does that we let go for a transfer; undefined for one that was let go for good. A transfer that was given
 * up before anybody was dialled leaves the caller with the agent.
 */
export async function transferSteps(deps: Deps, call: CallRow): Promise<CallStep[] | undefined> {
  const [transfer, agent] = await Promise.all([openTransfer(deps, call.id), agentById(deps, call.agentId)])
  if (!transfer || !agent || (await callStanding(deps, agent)) !== 'open') return undefined
  const steps = await dialSteps(deps, call, transfer)
  if (steps) return steps
  await markTransfer(deps, transfer, 'returned')
  return call.endedBy === 'transfer' ? backToAgent(deps, agent, call) : undefined
}

/** Answers what a carrier asks in the course of a transfer; whoever it does not concern is hung up on. */
export async function answerTransfer(deps: Deps, agent: AgentRow, asked: AskedTransfer): Promise<Answered> {
  const steps = await stepsOf(deps, agent, asked)
  return {
    outcome: steps === undefined ? 'ignored' : 'accepted',
    document: await documentFor(deps, agent, steps ?? HANG_UP)
  }
}

async function stepsOf(deps: Deps, agent: AgentRow, asked: AskedTransfer): Promise<CallStep[] | undefined> {
  const { callId, step, digits } = asked
  if (step === 'bridge') return bridgeSteps(deps, agent, asked)
  const transfer = await transferOfLeg(deps, agent.id, callId)
  const [leg] = await deps.db.select().from(calls).where(eq(calls.id, callId))
  if (!transfer || !leg) return undefined
  if (step === 'joined') return joinedSteps(deps, agent, leg, transfer, asked)
  const isLeg = leg.providerRef === null || leg.providerRef === asked.providerRef
  if (transfer.kind !== 'warm' || !isLeg) return undefined
  return step === 'whisper' ? whisperSteps(deps, leg, transfer) : takenSteps(deps, transfer, digits)
}

/** The first of two who are joined has answered. */
async function bridgeSteps(deps: Deps, agent: AgentRow, asked: AskedTransfer): Promise<CallStep[] | undefined> {
  const { callId, provider, providerRef } = asked
  await receiveCallReport(deps, {
    ...{ orgId: agent.orgId, agentId: agent.id, callId, provider, providerRef },
    ...{ eventKey: `voice:${providerRef}`, state: 'in-progress' }
  })
  const [call] = await deps.db
    .select()
    .from(calls)
    .where(and(eq(calls.id, callId), eq(calls.agentId, agent.id), eq(calls.providerRef, providerRef)))
  if (!call || isTerminal(call.state)) return undefined
  if ((await callStanding(deps, agent)) !== 'open') {
    await noteEnding(deps, call.id, 'operator')
    return HANG_UP
  }
  if (call.endedBy !== null) return HANG_UP
  const transfer = await openTransfer(deps, callId)
  return transfer && ((await dialSteps(deps, call, transfer)) ?? farewell(call))
}

/** The dialled leg is over: who was joined hangs up, and who was not goes back to the agent. */
async function joinedSteps(
  deps: Deps,
  agent: AgentRow,
  leg: CallRow,
  transfer: TransferRow,
  { provider, providerRef, dialled }: AskedTransfer
): Promise<CallStep[] | undefined> {
  const [call] = await deps.db
    .select()
    .from(calls)
    .where(and(eq(calls.id, transfer.callId), eq(calls.providerRef, providerRef)))
  if (!call) return undefined
  await settleLeg(deps, leg, provider, dialled)
  const taken = await isTaken(deps, transfer, dialled)
  await markTransfer(deps, transfer, taken ? 'taken' : 'returned')
  if (isTerminal(call.state)) return []
  if (taken) return HANG_UP
  if (transfer.kind === 'bridge') return farewell(call)
  return backToAgent(deps, agent, call)
}

/** On a leg that somebody was asked to take, he has pressed the key, whatever the carrier calls its end. */
async function isTaken(
  { db }: Pick<Deps, 'db'>,
  { id, kind }: TransferRow,
  dialled: AskedTransfer['dialled']
): Promise<boolean> {
  if (kind !== 'warm') return dialled?.state === 'completed' && dialled.bridged !== false
  const [now] = await db.select({ state: callTransfers.state }).from(callTransfers).where(eq(callTransfers.id, id))
  return now?.state === 'taken'
}

async function settleLeg(deps: Deps, leg: CallRow, provider: string, dialled: AskedTransfer['dialled']): Promise<void> {
  if (dialled?.ref === undefined || !isTerminal(dialled.state)) return failUnplaced(deps, leg, NEVER_TAKEN, true)
  await receiveCallReport(deps, {
    ...{ orgId: leg.orgId, agentId: leg.agentId, callId: leg.id, provider, providerRef: dialled.ref },
    ...{ eventKey: `dial:${dialled.ref}:${dialled.state}`, state: dialled.state, durationSeconds: dialled.seconds }
  })
}

function farewell({ language, voiceId }: CallRow): CallStep[] {
  const text = transferSentences(language).notReached
  return [{ do: 'say', text, language, voiceId: voiceId ?? undefined }, ...HANG_UP]
}

/** Nobody took the call: it is the agent's again, who is asked at once what to say. */
async function backToAgent(deps: Deps, agent: AgentRow, call: CallRow): Promise<CallStep[]> {
  const now = deps.clock.now()
  await deps.db
    .update(calls)
    .set({ endedBy: null, updatedAt: now })
    .where(and(eq(calls.id, call.id), eq(calls.endedBy, 'transfer')))
  const turn = { callId: call.id, number: call.turns + 1, kind: 'silence', at: now.toISOString() } as const
  await storeTurn(deps, call, { turn, content: { kind: 'silence' }, state: 'open', takenBy: null })
  return reopeningSteps(deps, agent, call, 1)
}
