import Type from 'typebox'
import { CallSchema } from '../schemas/call.ts'
import { AgentId, Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'
import { callOfAgent, viewCall } from '../services/calls-read.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_get_call',
  title: 'Get a call',
  description:
    'Where a call stands: its state, whether it is over for good (terminal), who ended it, how long it lasted and what it cost. The transcript is there only where the owner keeps it.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callId: Type.Optional(Type.String({ maxLength: 64, description: 'Id of the call.' })),
    callSid: Type.Optional(Type.String({ maxLength: 256, description: "The carrier's own id, instead of callId." }))
  }),
  output: CallSchema,
  async run({ agentId, ...named }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId, { includeRemoved: true })
    return viewCall(deps, await callOfAgent(deps, agent.id, named))
  }
})
