import { and, desc, eq, gte, inArray } from 'drizzle-orm'
import { calls, leadCalls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { type CallState, LIVE_STATES } from '../schemas/call.ts'
import type { LeadCallContent, LeadCallState, LeadCallView } from '../schemas/lead.ts'
import type { CallRow } from './call-sessions.ts'
import { earliestId, isCarriers } from './calls-read.ts'
import type { LeadCallRow } from './lead-calls.ts'
import { dollars } from './limits.ts'
import { recordingUrl, recordingUrls } from './recordings.ts'

/** Most live calls that are listed at once. */
const ACTIVE_MAX = 200

type Viewer = Pick<Deps, 'db' | 'sealer' | 'config' | 'clock' | 'publicUrl'>

/** Which calls of an agent are wanted; the newest come first. */
export interface LeadCallsQuery {
  limit: number
  offset: number
  leadId?: string | undefined
  status?: LeadCallState | undefined
  dateFrom?: Date | undefined
}

/** A call of an agent by one of its ids. @throws CommsError `not_found` for one that is not there, or is somebody else's */
export async function leadCallOf(
  deps: Pick<Deps, 'db'>,
  agentId: string,
  named: { callSid: string } | { callId: string }
): Promise<{ call: CallRow; plan: LeadCallRow | null }> {
  const isIt = 'callId' in named ? eq(calls.id, named.callId) : isCarriers(named.callSid)
  const [found] = await withPlan(deps.db).where(and(isIt, eq(calls.agentId, agentId)))
  if (found) return found
  throw new CommsError('not_found', 'There is no call with this id.', {
    details: { unknown: 'call' },
    nextAction: 'get_call_history lists the calls of the agent.'
  })
}

/**
 * A page of an agent's calls with how many there are. What is filtered is a range of an index, and the database counts.
 */
export async function leadCallHistory(
  deps: Viewer,
  { id: agentId, orgId }: Pick<AgentRow, 'id' | 'orgId'>,
  { limit, offset, leadId, status, dateFrom }: LeadCallsQuery
): Promise<{ calls: LeadCallView[]; total: number }> {
  const { db } = deps
  const isLeads = leadId === undefined ? undefined : and(eq(leadCalls.orgId, orgId), eq(leadCalls.leadId, leadId))
  const where = and(
    eq(calls.agentId, agentId),
    status && inArray(calls.state, STATES[status]),
    dateFrom && and(gte(calls.id, earliestId(dateFrom)), gte(calls.createdAt, dateFrom)),
    isLeads && inArray(calls.id, db.select({ id: leadCalls.callId }).from(leadCalls).where(isLeads))
  )
  const [rows, total] = await Promise.all([
    withPlan(db).where(where).orderBy(desc(calls.id)).limit(limit).offset(offset),
    db.$count(calls, where)
  ])
  return { calls: await viewLeadCalls(deps, rows), total }
}

const withPlan = (db: Deps['db']) =>
  db.select({ call: calls, plan: leadCalls }).from(calls).leftJoin(leadCalls, eq(leadCalls.callId, calls.id))

/** The newest calls of an agent that are not over, with how many there are. */
export async function activeLeadCalls(
  deps: Viewer,
  agentId: string
): Promise<{ calls: LeadCallView[]; total: number }> {
  const { db } = deps
  const isActive = and(eq(calls.agentId, agentId), inArray(calls.state, [...LIVE_STATES]))
  // By their ids: in the order of these a database would go through all that are over.
  const isOne = inArray(calls.id, db.select({ id: calls.id }).from(calls).where(isActive))
  const [rows, total] = await Promise.all([
    withPlan(db).where(isOne).orderBy(desc(calls.id)).limit(ACTIVE_MAX),
    db.$count(calls, isActive)
  ])
  return { calls: await viewLeadCalls(deps, rows), total }
}

/** Calls of one lead by anybody of the organization, the newest first. */
export async function attemptsOf(deps: Pick<Deps, 'db'>, orgId: string, leadId: string, limit: number) {
  const rows = await deps.db
    .select({ call: calls })
    .from(leadCalls)
    .innerJoin(calls, eq(calls.id, leadCalls.callId))
    .where(and(eq(leadCalls.orgId, orgId), eq(leadCalls.leadId, leadId)))
    .orderBy(desc(leadCalls.id))
    .limit(limit)
  return rows.map(({ call }) => ({
    ...{ timestamp: call.createdAt.toISOString(), status: WORDS[call.state] },
    ...(call.durationSeconds !== null && { duration: call.durationSeconds }),
    ...(call.endedBy !== null && { outcome: call.endedBy })
  }))
}

interface Found {
  call: CallRow
  plan: LeadCallRow | null
}

/** A call in the older product's words, with a short-lived link to its recording where there is one. */
export async function viewLeadCall(deps: Viewer, { call, plan }: Found): Promise<LeadCallView> {
  return viewOf(deps, { call, plan }, call.recorded ? await recordingUrl(deps, call.id) : undefined)
}

async function viewLeadCalls(deps: Viewer, found: Found[]): Promise<LeadCallView[]> {
  const recorded = found.filter(({ call }) => call.recorded).map(({ call }) => call.id)
  const links = await recordingUrls(deps, recorded)
  return found.map((each) => viewOf(deps, each, links.get(each.call.id)))
}

function viewOf({ sealer }: Viewer, { call, plan }: Found, listen: string | undefined): LeadCallView {
  const [from, to] = call.direction === 'inbound' ? [call.contact, call.ownAddress] : [call.ownAddress, call.contact]
  const content = plan?.sealed ? (JSON.parse(sealer.open(plan.sealed, plan.id)) as LeadCallContent) : {}
  const { sentiment, keyTopics, actionItems, summary } = content.analysis ?? {}
  return {
    ...{
      callSid: call.providerRef ?? '',
      callId: call.id,
      leadId: plan?.leadId ?? null,
      status: WORDS[call.state],
      to,
      from
    },
    ...{ duration: call.durationSeconds ?? 0, startTime: call.createdAt.toISOString() },
    endTime: call.endedAt?.toISOString() ?? null,
    recordingUrl: listen ?? null,
    // No call is placed that the gate did not let pass.
    complianceStatus: plan?.compliance ?? 'approved',
    price: dollars(call.costMicroUsd),
    ...(sentiment !== undefined && { sentiment }),
    ...(keyTopics && { keyTopics }),
    ...(actionItems && { actionItems }),
    ...(summary !== undefined && { summary }),
    ...(content.transcript && { transcript: content.transcript })
  }
}

const WORDS: Record<CallState, LeadCallState> = {
  initiated: 'initiated',
  unknown: 'initiated',
  ringing: 'ringing',
  'in-progress': 'in-progress',
  completed: 'completed',
  busy: 'failed',
  'no-answer': 'failed',
  failed: 'failed',
  canceled: 'failed'
}

const STATES: Record<LeadCallState, CallState[]> = {
  initiated: ['initiated', 'unknown'],
  ringing: ['ringing'],
  'in-progress': ['in-progress'],
  completed: ['completed'],
  failed: ['busy', 'no-answer', 'failed', 'canceled']
}
