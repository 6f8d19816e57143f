import Type from 'typebox'
import { AgentId, OneOf, Prose, Strict } from '../../schemas/common.ts'
import { DryRunSchema } from '../../schemas/dry-run.ts'
import { LEAD_CALL_STATES, LeadId, Phone } from '../../schemas/lead.ts'
import { OutwardArguments } from '../../schemas/outward.ts'
import { resolveAgent } from '../../services/agents.ts'
import { askAboutLead, callLead } from '../../services/lead-calls.ts'
import { leadCallOf, viewLeadCall } from '../../services/lead-calls-read.ts'
import { blocked } from '../../services/lead-compliance.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { VoiceAgentId } from '../voice-agent-fields.ts'

export default defineCallsTool({
  name: 'initiate_call_with_compliance',
  title: 'Call a lead',
  description:
    'Call a lead, after written consent, both do-not-call lists, 24 hours since the last call and fewer than 3 calls in 7 days were checked; an agent of ElevenLabs speaks. Who may not be called is not: COMPLIANCE_BLOCKED, with every reason. The answer says that the carrier dials, not that somebody answered. A repeat within a minute returns the first call. TIMEOUT: do not call again, it is being found out whether the carrier dials.',
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Strict({
    leadId: LeadId,
    to: Phone('Number of the lead, E.164.'),
    agentId: VoiceAgentId('Agent of ElevenLabs that speaks.'),
    commsAgentId: Type.Optional(AgentId('Agent of this server whose number calls; the one of the token by default.')),
    dynamicVariables: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }), Prose(1000, 'A value.'), {
        maxProperties: 10,
        additionalProperties: false,
        description: 'What the agent is told of this call: at most 10 strings by name.'
      })
    ),
    recordCall: Type.Optional(
      Type.Boolean({ description: 'Record the call; true by default. It is announced where the law asks for it.' })
    ),
    ...OutwardArguments
  }),
  output: Strict({
    callSid: Type.Optional(Type.String({ description: 'Absent after a dry run, as callId is.' })),
    callId: Type.Optional(Type.String()),
    leadId: Type.String(),
    status: OneOf([...LEAD_CALL_STATES, 'dry_run'], 'Where it stands. dry_run: nobody was called.'),
    complianceStatus: OneOf(['approved', 'blocked'], 'blocked: of a dry run alone; a call is refused.'),
    blockReasons: Type.Optional(Type.Array(Type.String(), { description: 'Of a dry run: every reason why not.' })),
    timestamp: Type.String({ description: 'When it was placed or asked about, ISO 8601, UTC.' }),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId: voiceAgentId, commsAgentId, dryRun, ...input }, { deps, caller }) {
    const { leadId, to, dynamicVariables: variables = {}, recordCall: recorded = true, idempotencyKey } = input
    const agent = await resolveAgent(deps, caller, commsAgentId)
    const wish = { leadId, to, voiceAgentId, variables, recorded, idempotencyKey }
    if (dryRun) return askedOnly(leadId, await askAboutLead(deps, caller, agent, wish))
    const callId = await callLead(deps, caller, agent, wish)
    const { callSid, status, startTime } = await viewLeadCall(deps, await leadCallOf(deps, agent.id, { callId }))
    return { callSid, callId, leadId, status, complianceStatus: 'approved' as const, timestamp: startTime }
  }
})

/** A lead who must not be called is refused also where the gate alone would let the call pass. */
function askedOnly(leadId: string, { verdict, gate }: Awaited<ReturnType<typeof askAboutLead>>) {
  const { rateLimitRemaining: _left, at, ...asked } = gate
  const refused = verdict.approved ? undefined : blocked(verdict)
  return {
    ...{ leadId, status: 'dry_run' as const, timestamp: at.toISOString(), blockReasons: verdict.blockReasons },
    complianceStatus: verdict.approved ? ('approved' as const) : ('blocked' as const),
    dryRun: {
      ...asked,
      ...(refused && { verdict: 'refused' as const, code: refused.code, reasons: [refused.message] }),
      ...(refused?.nextAction !== undefined && { nextAction: refused.nextAction })
    }
  }
}
