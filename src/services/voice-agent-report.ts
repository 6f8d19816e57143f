import { eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { agents, calls, leadCalls, webhookReceipts } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { isPseudonym } from '../pipeline/intent.ts'
import { keepDays } from '../pipeline/settle.ts'
import type { CallAnalysis, LeadCallContent } from '../schemas/lead.ts'
import { fallbackOf } from './voice-agents.ts'

const DAY_MS = 86_400_000

/** What a vendor reports of a conversation that its agent held. */
export interface VoiceAgentReport {
  /** Vendor's id of the conversation. */
  conversationId: string
  /** Vendor's id of its agent. */
  voiceAgentId: string
  /** Ours, as it was given to the agent. */
  callId: string
  analysis: CallAnalysis
  transcript: NonNullable<LeadCallContent['transcript']>
}

/**
 * Keeps what came of a conversation with its call, once. What was said is kept only where the owner of the agent opted
 * in; a report about a call that its agent was not on, or with somebody who was erased since, changes nothing.
 */
export async function receiveVoiceAgentReport(
  deps: Deps,
  report: VoiceAgentReport
): Promise<'accepted' | 'ignored' | 'duplicate'> {
  const { conversationId, callId, analysis, transcript } = report
  const now = deps.clock.now()
  const [found] = await deps.db
    .select({ plan: leadCalls, storage: agents.storage, contact: calls.contact })
    .from(leadCalls)
    .innerJoin(calls, eq(calls.id, leadCalls.callId))
    .innerJoin(agents, eq(agents.id, calls.agentId))
    .where(eq(leadCalls.callId, callId))
  const speaker = found?.plan.voiceAgentId
  if (!found || !speaker || isPseudonym(found.contact)) return 'ignored'
  const { plan, storage } = found
  const spoke = [speaker, await fallbackOf(deps, plan.orgId, speaker)]
  if (!spoke.includes(report.voiceAgentId)) return 'ignored'
  const voice = storage.voice
  const kept: LeadCallContent = { analysis, ...(voice?.transcripts && { transcript }) }
  const days = voice?.retentionDays ?? keepDays(deps)
  const eventKey = `conversation:${conversationId}`
  try {
    await deps.db.batch([
      deps.db
        .insert(webhookReceipts)
        .values({ id: newId('rcp', now), orgId: plan.orgId, provider: 'elevenlabs', eventKey, receivedAt: now }),
      deps.db
        .update(leadCalls)
        .set({
          sealed: deps.sealer.seal(JSON.stringify(kept), plan.id),
          ...{ wipeAt: new Date(now.getTime() + days * DAY_MS), updatedAt: now }
        })
        .where(eq(leadCalls.id, plan.id))
    ])
    return 'accepted'
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
}
