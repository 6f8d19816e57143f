import Type from 'typebox'
import { CallSchema } from '../schemas/call.ts'
import { AgentId, Prose, Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'
import { endCall } from '../services/call-control.ts'
import { callOfAgent, viewCall } from '../services/calls-read.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_end_call',
  title: 'End a call',
  description:
    'Hang up, also while it still rings. Say goodbye first with comms_reply_to_caller: what is being said is said to its end. A call that is over stays as it ended; its last state comes as call.status, or look with comms_get_call.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callId: Type.String({ maxLength: 64, description: 'Id of the call.' }),
    reason: Type.Optional(
      Prose(500, 'Why, in your words. Nobody hears it; it is kept as the summary where the owner keeps transcripts.')
    )
  }),
  output: CallSchema,
  async run({ agentId, callId, reason }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const call = await callOfAgent(deps, agent.id, { callId })
    return viewCall(deps, await endCall(deps, call, reason))
  }
})
