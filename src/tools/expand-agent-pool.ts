import Type from 'typebox'
import { PoolSchema } from '../schemas/agent-view.ts'
import { Strict } from '../schemas/common.ts'
import { setPoolSize } from '../services/agent-pool.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_expand_agent_pool',
  title: 'Set the size of the agent pool',
  description:
    'Set how many agents the organization may have in all; nothing is added up. Refused with `conflict` when it has more than that already. Only a super-admin may do this.',
  profiles: ['operator'],
  role: 'super',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    maxAgents: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'Agents that the organization may have in all.'
    })
  }),
  output: Strict({ pool: PoolSchema }),
  run: async ({ maxAgents }, { deps, caller }) => ({ pool: await setPoolSize(deps, caller, maxAgents) })
})
