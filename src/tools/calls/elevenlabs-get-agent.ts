import { Strict } from '../../schemas/common.ts'
import { getVoiceAgent } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { shownAgent, VoiceAgentId, VoiceAgentSchema } from '../voice-agent-fields.ts'

export default defineCallsTool({
  name: 'elevenlabs_get_agent',
  title: 'Get an agent of ElevenLabs',
  description: 'An agent of the organization that ElevenLabs runs: its prompt, its voice and its limits.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Strict({ agentId: VoiceAgentId('Agent to look at.') }),
  output: VoiceAgentSchema,
  run: async ({ agentId }, { deps, caller }) => shownAgent(await getVoiceAgent(deps, caller, agentId))
})
