import Type from 'typebox'
import { AgentId, InstantArgument, OneOf, Strict } from '../../schemas/common.ts'
import { LEAD_CALL_STATES, LeadCallSchema, LeadId } from '../../schemas/lead.ts'
import { resolveAgent } from '../../services/agents.ts'
import { instantOf } from '../../services/instants.ts'
import { leadCallHistory } from '../../services/lead-calls-read.ts'
import { leadOf } from '../../services/leads.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'get_call_history',
  title: 'Get the history of calls',
  description: 'Calls of the agent, newest first, by lead, status or day.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose calls to list; the one of the token by default.')),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Calls on a page; 10 by default.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Calls to pass over.' })),
    leadId: Type.Optional(LeadId),
    status: Type.Optional(OneOf(LEAD_CALL_STATES, 'Only calls in this state.')),
    dateFrom: Type.Optional(InstantArgument('Only from this instant on.'))
  }),
  output: Strict({
    calls: Type.Array(LeadCallSchema),
    total: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer()
  }),
  async run({ agentId, limit = 10, offset = 0, leadId, status, dateFrom }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId, { includeRemoved: true })
    if (leadId !== undefined) await leadOf(deps, caller.orgId, leadId)
    const query = { limit, offset, leadId, status, dateFrom: instantOf('dateFrom', dateFrom) }
    return { ...(await leadCallHistory(deps, agent, query)), limit, offset }
  }
})
