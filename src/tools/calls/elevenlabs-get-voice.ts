import { Strict } from '../../schemas/common.ts'
import { getVoice } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { shownVoice, VoiceSchema, voiceAgentFields } from '../voice-agent-fields.ts'

export default defineCallsTool({
  name: 'elevenlabs_get_voice',
  title: 'Get a voice of ElevenLabs',
  description: 'One voice that an agent of ElevenLabs can have.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Strict({ voiceId: voiceAgentFields.voiceId }),
  output: VoiceSchema,
  run: async ({ voiceId }, { deps, caller }) => shownVoice(await getVoice(deps, caller, voiceId))
})
