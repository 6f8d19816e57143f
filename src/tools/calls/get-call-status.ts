import Type from 'typebox'
import { AgentId, Strict } from '../../schemas/common.ts'
import { CallSid, LeadCallSchema } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { leadCallOf, viewLeadCall } from '../../services/lead-calls-read.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'get_call_status',
  title: 'Get the status of a call',
  description:
    'Where a call stands, which lead it was for, how long it lasted and, after a conversation of ElevenLabs, its sentiment, key topics and action items.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose call it is; the one of the token by default.')),
    callSid: CallSid
  }),
  output: LeadCallSchema,
  async run({ agentId, callSid }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId, { includeRemoved: true })
    return viewLeadCall(deps, await leadCallOf(deps, agent.id, { callSid }))
  }
})
