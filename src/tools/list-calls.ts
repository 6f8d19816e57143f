import Type from 'typebox'
import { CALL_STATES, CallSchema } from '../schemas/call.ts'
import { AgentId, InstantArgument, OneOf, Strict } from '../schemas/common.ts'
import { resolveAgent } from '../services/agents.ts'
import { listCalls } from '../services/calls-read.ts'
import { instantOf } from '../services/instants.ts'
import { defineTool } from './tool.ts'

const DEFAULT_LIMIT = 50

export default defineTool({
  name: 'comms_list_calls',
  title: 'List calls',
  description:
    'Calls of the agent, in and out, newest first, with state, length and cost. For what was said on one use comms_get_call.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent whose calls to list; the one of the token by default.')),
    status: Type.Optional(OneOf(CALL_STATES, 'Only calls in this state.')),
    since: Type.Optional(InstantArgument('Only from this instant on.')),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Calls on a page; 50 by default.' })),
    cursor: Type.Optional(
      Type.String({ pattern: '^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$', description: 'The `cursor` of the page before.' })
    )
  }),
  output: Strict({
    calls: Type.Array(CallSchema),
    cursor: Type.Optional(Type.String({ description: 'Give it back to read on; absent on the last page.' }))
  }),
  async run({ agentId, since, limit = DEFAULT_LIMIT, ...filters }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId, { includeRemoved: true })
    return listCalls(deps, agent.id, { ...filters, limit, since: instantOf('since', since) })
  }
})
