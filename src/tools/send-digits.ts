import Type from 'typebox'
import { CallSchema } from '../schemas/call.ts'
import { AgentId, Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'
import { pressDigits } from '../services/call-control.ts'
import { callOfAgent, viewCall } from '../services/calls-read.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_send_digits',
  title: 'Press keys on a call',
  description:
    'Press keys on a live call, as a menu at the other end asks for ("press 2 for sales"). A lower-case w waits half a second. The keys are your answer to what was said: go on with comms_reply_to_caller and an empty text, which brings what they lead to.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callId: Type.String({ maxLength: 64, description: 'Id of the call.' }),
    digits: Type.String({
      pattern: '^[0-9w#*]{1,32}$',
      description: 'Keys in order: 0-9, *, #, and w for half a second of silence.'
    })
  }),
  output: Strict({ ...CallSchema.properties, pressed: Type.String({ description: 'The keys that were pressed.' }) }),
  async run({ agentId, callId, digits }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const call = await callOfAgent(deps, agent.id, { callId })
    await pressDigits(deps, call, digits, caller.tokenId)
    return { ...(await viewCall(deps, call)), pressed: digits }
  }
})
