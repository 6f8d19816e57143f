import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { updateVoiceAgent } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { shownAgent, VoiceAgentId, VoiceAgentSchema, voiceAgentFields } from '../voice-agent-fields.ts'

export default defineCallsTool({
  name: 'elevenlabs_update_agent',
  title: 'Change an agent of ElevenLabs',
  description:
    'Change what is named of an agent that ElevenLabs runs. With the token of a super-admin, one that was made elsewhere becomes the organization’s.',
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: Strict({
    agentId: VoiceAgentId('Agent to change.'),
    updates: Type.Partial(Strict(voiceAgentFields), {
      additionalProperties: false,
      description: 'What is to be different.'
    })
  }),
  output: VoiceAgentSchema,
  async run({ agentId, updates }, { deps, caller }) {
    const { maxDuration: maxDurationSeconds, ...rest } = updates
    const changes = { ...rest, ...(maxDurationSeconds !== undefined && { maxDurationSeconds }) }
    return shownAgent(await updateVoiceAgent(deps, caller, agentId, changes))
  }
})
