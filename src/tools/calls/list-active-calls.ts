import Type from 'typebox'
import { AgentId, Strict } from '../../schemas/common.ts'
import { LeadCallSchema } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { activeLeadCalls } from '../../services/lead-calls-read.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'list_active_calls',
  title: 'List active calls',
  description:
    'Calls of the agent that are not over, in and out, newest first; 200 at most are shown, totalActive counts all.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ agentId: Type.Optional(AgentId('Agent whose calls to list; the one of the token by default.')) }),
  output: Strict({ activeCalls: Type.Array(LeadCallSchema), totalActive: Type.Integer() }),
  async run({ agentId }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const { calls: activeCalls, total: totalActive } = await activeLeadCalls(deps, agent.id)
    return { activeCalls, totalActive }
  }
})
