import Type from 'typebox'
import { AgentId, OneOf, Strict } from '../../schemas/common.ts'
import { CallSid, LEAD_CALL_STATES } from '../../schemas/lead.ts'
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
  output: Strict({
    callSid: Type.String(),
    status: OneOf(LEAD_CALL_STATES),
    duration: Type.Integer({ description: 'Seconds from answer to end; 0 until the carrier has told.' }),
    endTime: Type.Union([Type.String(), Type.Null()], {
      description: 'ISO 8601, UTC; null until the carrier has told.'
    })
  }),
  async run({ agentId, callSid }, { deps, caller }) {
    return endLeadCall(deps, await resolveAgent(deps, caller, agentId), callSid)
  }
})
