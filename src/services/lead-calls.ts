import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { calls, leadCalls, leads } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { placeCall } from '../pipeline/dial.ts'
import type { CallWish } from '../pipeline/dial-draft.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { LeadCallContent } from '../schemas/lead.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'
import { blocked, checkLead } from './lead-compliance.ts'
import { leadOf } from './leads.ts'
import { requireSpeakable } from './spoken-content.ts'
import { requireVoiceAgent } from './voice-agents.ts'

/** A call of the profile `calls` with what it was placed for. */
export type LeadCallRow = typeof leadCalls.$inferSelect

/** A repeat within this time is the same call, in milliseconds. */
const REPEAT_MS = 60_000
/** What a call is placed with is kept for as long as no report on it took its place, in milliseconds. */
const KEPT_MS = 86_400_000

/** A call to a lead on which an agent of a vendor speaks. */
export interface LeadCallWish {
  leadId: string
  to: string
  voiceAgentId: string
  variables: Record<string, string>
  recorded: boolean
}

/**
 * Calls a lead: validates, writes the call down, finds out whether it is lawful, and then calls; who may not be called
 * never is. A repeat within a minute returns the first call. Returns the id of our call.
 * @throws CommsError `not_found`, `invalid_recipient`, `content_blocked`, `consent_missing` with every reason, and those
 * of the gate and the carrier
 */
export async function callLead(deps: Deps, caller: Caller, agent: AgentRow, wish: LeadCallWish): Promise<string> {
  const { leadId, voiceAgentId, variables, recorded } = wish
  const lead = await leadOf(deps, caller.orgId, leadId)
  if (contactOf(wish.to, 'voice') !== lead.contact)
    throw new CommsError('invalid_recipient', 'Nobody was called: this is not the number of the lead.', {
      nextAction: 'Give the number that the lead has, or change it with save_lead.'
    })
  await requireVoiceAgent(deps, caller, voiceAgentId)
  for (const spoken of Object.values(variables)) requireSpeakable(spoken)
  const first = await repeated(deps, agent, lead.contact, leadId)
  if (first !== undefined) return first
  const row = await writeDown(deps, agent, { leadId, voiceAgentId, content: { variables } })
  const verdict = await checkLead(deps, caller, { agent, lead, leadCallId: row.id })
  await note(deps, row, { compliance: verdict.approved ? 'approved' : 'blocked' })
  if (!verdict.approved) throw blocked(verdict)
  const callId = await place(deps, caller, agent, row, { to: lead.contact, purpose: 'marketing', recorded })
  await deps.db
    .update(leads)
    .set({ status: 'contacted', updatedAt: deps.clock.now() })
    .where(and(eq(leads.id, leadId), eq(leads.status, 'new')))
  return callId
}

/**
 * Calls a number; whoever answers hears the document of this URL as far as it only speaks, plays and waits, else our agent.
 * @throws CommsError of the gate and the carrier; `invalid_input` for a number that is not the agent's
 */
export async function callWithDocument(
  deps: Deps,
  caller: Caller,
  agent: AgentRow,
  wish: { to: string; from?: string | undefined; url: string; recorded: boolean }
): Promise<string> {
  const { to, from, url: documentUrl, recorded } = wish
  if (from !== undefined && from !== agent.phoneNumber)
    throw new CommsError('invalid_input', 'from: is not the number of this agent; leave it out')
  const first = await repeated(deps, agent, contactOf(to, 'voice'), null)
  if (first !== undefined) return first
  const row = await writeDown(deps, agent, { leadId: null, voiceAgentId: null, content: { documentUrl } })
  try {
    const callId = await place(deps, caller, agent, row, { to, recorded })
    await note(deps, row, { compliance: 'approved' })
    return callId
  } catch (error) {
    // What may be ringing still needs its document.
    const rings = error instanceof CommsError && error.code === 'provider_timeout'
    await note(deps, row, rings ? { compliance: 'approved' } : { compliance: 'blocked', sealed: null })
    throw error
  }
}

/** Brings a call of the profile to disk before anybody is asked whether it may be placed. */
async function writeDown(
  deps: Deps,
  { id: agentId, orgId }: AgentRow,
  { content, ...of }: Pick<LeadCallRow, 'leadId' | 'voiceAgentId'> & { content: LeadCallContent }
): Promise<LeadCallRow> {
  const now = deps.clock.now()
  const id = newId('lcl', now)
  const sealed = deps.sealer.seal(JSON.stringify(content), id)
  const row = { ...of, id, orgId, agentId, callId: null, compliance: 'pending' as const, sealed }
  const whole: LeadCallRow = { ...row, wipeAt: new Date(now.getTime() + KEPT_MS), createdAt: now, updatedAt: now }
  await deps.db.insert(leadCalls).values(whole)
  return whole
}

async function place(deps: Deps, caller: Caller, agent: AgentRow, row: LeadCallRow, wish: CallWish): Promise<string> {
  const sender = { agent, actor: actorOf(caller) }
  const placed = await placeCall(deps, sender, { ...wish, answerStep: `agent-${row.id}` })
  await note(deps, row, { callId: placed.callId })
  if (placed.callSid !== undefined) return placed.callId
  throw new CommsError('provider_timeout', 'The carrier did not answer; whether it calls is being found out.', {
    details: { callId: placed.callId }
  })
}

const note = async (deps: Deps, { id }: LeadCallRow, values: Partial<LeadCallRow>): Promise<void> =>
  void (await deps.db
    .update(leadCalls)
    .set({ ...values, updatedAt: deps.clock.now() })
    .where(eq(leadCalls.id, id)))

/** The call that was placed to the same person a moment ago. */
async function repeated(
  { db, clock }: Deps,
  { id: agentId }: AgentRow,
  contact: string,
  leadId: string | null
): Promise<string | undefined> {
  const [row] = await db
    .select({ callId: calls.id })
    .from(leadCalls)
    .innerJoin(calls, eq(calls.id, leadCalls.callId))
    .where(
      and(
        ...[eq(calls.agentId, agentId), eq(calls.contact, contact)],
        leadId === null ? isNull(leadCalls.leadId) : eq(leadCalls.leadId, leadId),
        gt(leadCalls.createdAt, new Date(clock.now().getTime() - REPEAT_MS))
      )
    )
    .orderBy(desc(leadCalls.id))
    .limit(1)
  return row?.callId
}
