import Type from 'typebox'
import { Line, Strict } from '../../schemas/common.ts'
import { listVoices } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { shownVoice, VoiceSchema } from '../voice-agent-fields.ts'

export default defineCallsTool({
  name: 'elevenlabs_list_voices',
  title: 'List voices of ElevenLabs',
  description: 'Voices that an agent of ElevenLabs can have, by language and gender.',
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Strict({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Voices on a page; 20 by default.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, description: 'Voices to pass over.' })),
    language: Type.Optional(Line(35, 'Only voices of this language, as ElevenLabs names it, e.g. en.')),
    gender: Type.Optional(Line(32, 'Only voices of this gender, as ElevenLabs names it, e.g. female.'))
  }),
  output: Strict({ voices: Type.Array(VoiceSchema), total: Type.Integer() }),
  async run({ limit = 20, offset = 0, language, gender }, { deps, caller }) {
    const { voices, total } = await listVoices(deps, caller, { limit, offset, language, gender })
    return { voices: voices.map(shownVoice), total }
  }
})
