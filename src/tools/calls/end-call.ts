import Type from 'typebox'
import { AgentId, Strict } from '../../schemas/common.ts'
import { CallSid, EndedLeadCallSchema } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { endLeadCall } from '../../services/lead-call-control.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'end_call',
  title: 'End a call',
  description: 'Hang up a live call, also while it still rings. A call that is over is CALL_ALREADY_ENDED.',
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
