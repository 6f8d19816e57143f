import Type from 'typebox'
import { AgentId, Strict } from '../../schemas/common.ts'
import { CallSid } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { recordLeadCall } from '../../services/lead-call-control.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'twilio_record_call',
  title: 'Record a call',
  description:
    'Have a call recorded that nobody has answered yet: it is announced where the law asks for it, which has to come first. A conversation that has begun without a recording is not recorded any more.',
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callSid: CallSid
  }),
  output: Strict({ callSid: Type.String(), recordingEnabled: Type.Boolean() }),
  async run({ agentId, callSid }, { deps, caller }) {
    await recordLeadCall(deps, await resolveAgent(deps, caller, agentId), callSid)
    return { callSid, recordingEnabled: true }
  }
})
