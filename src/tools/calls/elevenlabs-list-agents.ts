import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { listVoiceAgents } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'

export default defineCallsTool({
  name: 'elevenlabs_list_agents',
  title: 'List agents of ElevenLabs',
  description: 'Agents of the organization that ElevenLabs runs, newest first.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Strict({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Agents on a page; 20 by default.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Agents to pass over.' }))
  }),
  output: Strict({
    agents: Type.Array(
      Strict({
        agentId: Type.String(),
        name: Type.String(),
        description: Type.Union([Type.String(), Type.Null()])
      })
    ),
    total: Type.Integer()
  }),
  run: ({ limit = 20, offset = 0 }, { deps, caller }) => listVoiceAgents(deps, caller, { limit, offset })
})
