import Type from 'typebox'
import { AgentId, Strict } from '../../schemas/common.ts'
import { CallSid, EndedLeadCallSchema } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { endLeadCall } from '../../services/lead-call-control.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'twilio_end_call',
  title: 'End a call of the carrier',
  description: "Hang up a live call by the carrier's id. The same as end_call.",
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callSid: CallSid
  }),
  output: EndedLeadCallSchema,
  async run({ agentId, callSid }, { deps, caller }) {
    return endLeadCall(deps, await resolveAgent(deps, caller, agentId), callSid)
  }
})
