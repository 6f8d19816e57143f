import { and, eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { leadCalls, leads } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { dryRunCall } from '../pipeline/call-dry-run.ts'
import { placeCall, placedBefore } from '../pipeline/dial.ts'
import type { CallWish, PlacedCall } from '../pipeline/dial-draft.ts'
import type { AgentRow, DryRun } from '../pipeline/draft.ts'
import type { LeadCallContent } from '../schemas/lead.ts'
import type { Purpose } from '../schemas/policy.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'
import { blocked, checkLead, judgeLead, type LeadVerdict } from './lead-compliance.ts'
import { type LeadRow, leadOf } from './leads.ts'
import { requireSpeakable } from './spoken-content.ts'
import { requireVoiceAgent } from './voice-agents.ts'

/** A call of the profile `calls` with what it was placed for. */
export type LeadCallRow = typeof leadCalls.$inferSelect

/** What a call is placed with is kept for as long as no report on it took its place, in milliseconds. */
const KEPT_MS = 86_400_000

/** A call to a lead on which an agent of a vendor speaks. */
export interface LeadCallWish {
  leadId: string
  to: string
  voiceAgentId: string
  variables: Record<string, string>
  recorded: boolean
  /** Repeats under one key return the first result; without one, those within a minute. */
  idempotencyKey?: string | undefined
}

/** A call to a number whose document somebody else writes. */
export interface DocumentCallWish {
  to: string
  from?: string | undefined
  url: string
  recorded: boolean
  purpose?: Purpose | undefined
  idempotencyKey?: string | undefined
}

/**
 * Calls a lead: validates, writes the call down, finds out whether it is lawful, and then calls; who may not be called
 * never is. A repeat returns the first call. Returns the id of our call.
 * @throws CommsError `not_found`, `invalid_recipient`, `content_blocked`, `consent_missing` with every reason, and those
 * of the gate and the carrier
 */
export async function callLead(deps: Deps, caller: Caller, agent: AgentRow, wish: LeadCallWish): Promise<string> {
  const { leadId, voiceAgentId, variables } = wish
  const lead = await validLead(deps, caller, wish)
  const call = leadCall(lead, wish)
  const first = await placedBefore(deps, { agent, actor: actorOf(caller) }, call)
  if (first) return dialled(first)
  const row = await writeDown(deps, agent, { leadId, voiceAgentId, content: { variables } })
  const { verdict, refusal } = await judgeLead(deps, caller, { agent, lead, leadCallId: row.id })
  await note(deps, row, { compliance: verdict.approved ? 'approved' : 'blocked' })
  const forbidden = verdict.approved ? refusal : blocked(verdict)
  if (forbidden) {
    // What forbids it may be the same call, asked for at once.
    const meanwhile = await placedBefore(deps, { agent, actor: actorOf(caller) }, call)
    if (!meanwhile) throw forbidden
    await forget(deps, row)
    return dialled(meanwhile)
  }
  const callId = await place(deps, caller, agent, row, call)
  await deps.db
    .update(leads)
    .set({ status: 'contacted', updatedAt: deps.clock.now() })
    .where(and(eq(leads.id, leadId), eq(leads.status, 'new')))
  return callId
}

/**
 * What would become of a call to a lead; nobody is called, and what was found is kept.
 * @throws CommsError what `callLead` throws for a call that cannot be
 */
export async function askAboutLead(
  deps: Deps,
  caller: Caller,
  agent: AgentRow,
  wish: LeadCallWish
): Promise<{ verdict: LeadVerdict; gate: DryRun }> {
  return checkLead(deps, caller, { agent, lead: await validLead(deps, caller, wish) })
}

/** The lead of a wish in which nothing is wrong. */
async function validLead(deps: Deps, caller: Caller, wish: LeadCallWish): Promise<LeadRow> {
  const lead = await leadOf(deps, caller.orgId, wish.leadId)
  if (contactOf(wish.to, 'voice') !== lead.contact)
    throw new CommsError('invalid_recipient', 'Nobody was called: this is not the number of the lead.', {
      nextAction: 'Give the number that the lead has, or change it with save_lead.'
    })
  await requireVoiceAgent(deps, caller, wish.voiceAgentId)
  for (const spoken of Object.values(wish.variables)) requireSpeakable(spoken)
  return lead
}

const leadCall = ({ contact }: LeadRow, wish: LeadCallWish): CallWish => {
  const { leadId, voiceAgentId, variables, recorded, idempotencyKey } = wish
  const matter = JSON.stringify([leadId, voiceAgentId, Object.entries(variables).sort()])
  return { to: contact, purpose: 'marketing', recorded, idempotencyKey, matter }
}

/**
 * Calls a number; whoever answers hears the document of this URL as far as it only speaks, plays and waits, else our agent.
 * @throws CommsError of the gate and the carrier; `invalid_recipient`, `invalid_input` for a number that is not the agent's
 */
export async function callWithDocument(
  deps: Deps,
  caller: Caller,
  agent: AgentRow,
  wish: DocumentCallWish
): Promise<string> {
  const { url: documentUrl } = wish
  const call = documentCall(agent, wish)
  const row = await writeDown(deps, agent, { leadId: null, voiceAgentId: null, content: { documentUrl } })
  try {
    const callId = await place(deps, caller, agent, row, call)
    await note(deps, row, { compliance: 'approved' })
    return callId
  } catch (error) {
    // What may be ringing still needs its document.
    const rings = error instanceof CommsError && error.code === 'provider_timeout'
    await note(deps, row, rings ? { compliance: 'approved' } : { compliance: 'blocked', sealed: null })
    throw error
  }
}

/** What would become of a call with a document; nobody is called. @throws CommsError what `callWithDocument` throws for a call that cannot be */
export const askAboutDocument = (
  deps: Deps,
  caller: Caller,
  agent: AgentRow,
  wish: DocumentCallWish
): Promise<DryRun> => dryRunCall(deps, { agent, actor: actorOf(caller) }, documentCall(agent, wish))

function documentCall({ phoneNumber }: AgentRow, wish: DocumentCallWish): CallWish {
  const { from, url: matter, recorded, purpose, idempotencyKey } = wish
  const to = contactOf(wish.to, 'voice')
  if (from !== undefined && contactOf(from, 'voice') !== phoneNumber)
    throw new CommsError('invalid_input', 'from: is not the number of this agent; leave it out')
  return { to, recorded, purpose, idempotencyKey, matter }
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
  try {
    await note(deps, row, { callId: placed.callId })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Somebody asked for the same at once, and theirs is the call.
    await forget(deps, row)
  }
  return dialled(placed)
}

const forget = ({ db }: Pick<Deps, 'db'>, { id }: LeadCallRow) => db.delete(leadCalls).where(eq(leadCalls.id, id))

/** @throws CommsError `provider_timeout` for a call of which nobody knows whether it rings. */
function dialled({ callId, callSid }: PlacedCall): string {
  if (callSid !== undefined) return callId
  throw new CommsError('provider_timeout', 'The carrier did not answer; whether it calls is being found out.', {
    details: { callId }
  })
}

const note = async (deps: Deps, { id }: LeadCallRow, values: Partial<LeadCallRow>): Promise<void> =>
  void (await deps.db
    .update(leadCalls)
    .set({ ...values, updatedAt: deps.clock.now() })
    .where(eq(leadCalls.id, id)))
