import { and, eq, isNull, or } from 'drizzle-orm'
import { leadCalls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { receiveCallReport } from '../pipeline/call-status.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { organization } from '../pipeline/vendors.ts'
import { registerCall } from '../pipeline/voice-agent.ts'
import type { CallStep } from '../providers/contracts.ts'
import { isTerminal } from '../schemas/call.ts'
import type { LeadCallContent } from '../schemas/lead.ts'
import { type Answered, type AskedCall, answerOutbound, callOf, documentFor } from './call-answer.ts'
import { openingOf } from './call-greeting.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { callStanding } from './call-standing.ts'
import { reopeningSteps } from './call-steps.ts'
import { fetchDocument } from './foreign-document.ts'
import type { LeadCallRow } from './lead-calls.ts'
import { fallbackOf } from './voice-agents.ts'

/** Steps of the voice webhook for a call that is handed on, each followed by the id of its plan. */
const STEP = /^(agent|join)-(lcl_\w{1,40})$/

/** Whether a step of the voice webhook is one of a call that is handed on. */
export const isHandedStep = (step: unknown): step is string => typeof step === 'string' && STEP.test(step)

/**
 * Answers a call on which somebody else speaks than our agent: first what the law wants said and the recording, then the
 * document of who speaks, passed on as it is. Where nobody of theirs can, our own agent takes the call.
 */
export async function answerHanded(
  deps: Deps,
  agent: AgentRow,
  asked: AskedCall & { callId: string; step: string }
): Promise<Answered> {
  const [, stage, planId = ''] = STEP.exec(asked.step) ?? []
  const plan = await planOf(deps, agent, planId, asked.callId)
  if (!plan) return answerOutbound(deps, agent, asked.callId, asked)
  const { provider, providerRef, callId } = asked
  const outcome = await receiveCallReport(deps, {
    ...{ orgId: agent.orgId, agentId: agent.id, callId, provider, providerRef },
    ...{ eventKey: `voice:${providerRef}`, state: 'in-progress' }
  })
  const call = await callOf(deps, agent, callId, providerRef)
  if (!call || isTerminal(call.state) || call.endedBy !== null) return hangUp(deps, agent, outcome)
  if ((await callStanding(deps, agent)) !== 'open') {
    await noteEnding(deps, call.id, 'operator')
    return hangUp(deps, agent, outcome)
  }
  if (stage === 'agent')
    return { outcome, document: await documentFor(deps, agent, await opening(deps, agent, call, plan)) }
  const payload = await documentOf(deps, call, plan)
  if (payload !== undefined) return { outcome: 'accepted', document: { type: 'text/xml', payload } }
  return { outcome: 'accepted', document: await documentFor(deps, agent, await reopeningSteps(deps, agent, call, 1)) }
}

async function opening(deps: Deps, agent: AgentRow, call: CallRow, plan: LeadCallRow): Promise<CallStep[]> {
  const { id, language, recorded } = call
  const said = openingOf(await organization(deps, agent.orgId), agent, call, undefined)
  const say = (text: string): CallStep => ({ do: 'say', text, language, voiceId: call.voiceId ?? undefined })
  const base = `${deps.publicUrl()}/webhooks/${agent.id}`
  return [
    ...(said.before === undefined ? [] : [say(said.before)]),
    ...(recorded ? [{ do: 'record' as const, statusUrl: `${base}/recording?c=${id}` }] : []),
    say(said.greeting),
    { do: 'redirect', url: `${base}/voice?c=${id}&step=join-${plan.id}` }
  ]
}

/** What they say who speak on the call; undefined where none of them can. */
async function documentOf(deps: Deps, call: CallRow, plan: LeadCallRow): Promise<string | undefined> {
  const content = plan.sealed ? (JSON.parse(deps.sealer.open(plan.sealed, plan.id)) as LeadCallContent) : {}
  const { contact: to, ownAddress: from, providerRef } = call
  if (content.documentUrl !== undefined)
    return fetchDocument(deps, content.documentUrl, { CallSid: providerRef ?? '', From: from, To: to })
  if (plan.voiceAgentId === null) return undefined
  const fallback = await fallbackOf(deps, call.orgId, plan.voiceAgentId)
  return registerCall(deps, call.orgId, [plan.voiceAgentId, ...(fallback === null ? [] : [fallback])], {
    ...{ from, to, direction: 'outbound' },
    // It comes back with the vendor's report, so that the report finds its call.
    variables: { ...content.variables, comms_call_id: call.id }
  })
}

/** The plan of a call of this agent; a carrier may ask before the call was written into it. */
async function planOf({ db }: Deps, agent: AgentRow, planId: string, callId: string): Promise<LeadCallRow | undefined> {
  const isIts = or(eq(leadCalls.callId, callId), isNull(leadCalls.callId))
  const [plan] = await db
    .select()
    .from(leadCalls)
    .where(and(eq(leadCalls.id, planId), eq(leadCalls.agentId, agent.id), isIts))
  return plan
}

const hangUp = async (deps: Deps, agent: AgentRow, outcome: Answered['outcome']): Promise<Answered> => ({
  outcome,
  document: await documentFor(deps, agent, [{ do: 'hangup' }])
})
