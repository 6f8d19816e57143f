import Type from 'typebox'
import { AgentId, OneOf, PhoneNumber, Prose, Strict } from '../../schemas/common.ts'
import { LEAD_CALL_STATES, LeadId } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { callLead } from '../../services/lead-calls.ts'
import { leadCallOf, viewLeadCall } from '../../services/lead-calls-read.ts'
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
    to: PhoneNumber('Number of the lead, E.164.'),
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
    )
  }),
  output: Strict({
    callSid: Type.String(),
    callId: Type.String(),
    leadId: Type.String(),
    status: OneOf(LEAD_CALL_STATES),
    complianceStatus: OneOf(['approved']),
    timestamp: Type.String({ description: 'When it was placed, ISO 8601, UTC.' })
  }),
  async run({ leadId, to, agentId, commsAgentId, dynamicVariables, recordCall }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, commsAgentId)
    const callId = await callLead(deps, caller, agent, {
      ...{ leadId, to, voiceAgentId: agentId },
      ...{ variables: dynamicVariables ?? {}, recorded: recordCall ?? true }
    })
    const { callSid, status, startTime } = viewLeadCall(deps, await leadCallOf(deps, agent.id, { callId }))
    return { callSid, callId, leadId, status, complianceStatus: 'approved' as const, timestamp: startTime }
  }
})
