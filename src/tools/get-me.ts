import Type from 'typebox'
import { AgentId, Strict } from '../schemas/common.ts'
import { MeSchema } from '../schemas/me.ts'
import { describeCaller } from '../services/me.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_get_me',
  title: 'Who am I',
  description:
    'Find out who you are to this server: your role, your agent with its channels and addresses, your limits, and what your token may do.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ agentId: Type.Optional(AgentId('Agent to look at; the one of the token by default.')) }),
  output: MeSchema,
  run: ({ agentId }, { deps, caller }) => describeCaller(deps, caller, agentId)
})
