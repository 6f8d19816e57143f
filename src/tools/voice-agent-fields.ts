import Type from 'typebox'
import { Line, Prose, Strict } from '../schemas/common.ts'

/** Id of an agent of ElevenLabs, as an argument. */
export const VoiceAgentId = (description: string) =>
  Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: `${description} elevenlabs_list_agents lists them.` })

/** What such an agent is made of; each property can be changed later. */
export const voiceAgentFields = {
  name: Line(100, 'Name.'),
  description: Line(500, 'What it is for; kept here, the vendor does not see it.'),
  voiceId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Voice; elevenlabs_list_voices lists them.' }),
  systemPrompt: Prose(20_000, 'What it is, and how it is to speak.'),
  model: Line(64, 'Language model, as ElevenLabs names it; its own choice by default.'),
  maxDuration: Type.Integer({
    minimum: 30,
    maximum: 14_400,
    description: 'Longest conversation in seconds; 600 by default.'
  }),
  fallbackAgentId: VoiceAgentId('Agent that speaks where this one cannot; our own by default.')
}

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

/** Such an agent as it is shown. */
export const VoiceAgentSchema = Strict({
  agentId: Type.String(),
  name: Type.String(),
  description: OrNull(Type.String()),
  voiceId: OrNull(Type.String()),
  systemPrompt: Type.String(),
  model: OrNull(Type.String()),
  maxDuration: OrNull(Type.Integer({ description: 'Seconds.' })),
  fallbackAgentId: OrNull(Type.String())
})

/** A voice as it is shown. */
export const VoiceSchema = Strict({
  voiceId: Type.String(),
  name: Type.String(),
  category: OrNull(Type.String()),
  language: OrNull(Type.String()),
  gender: OrNull(Type.String()),
  description: OrNull(Type.String()),
  previewUrl: OrNull(Type.String())
})

/** Such an agent in the fields that are shown. */
export const shownAgent = (agent: {
  agentId: string
  name: string
  description: string | null
  voiceId: string | undefined
  systemPrompt: string
  model: string | undefined
  maxDurationSeconds: number | undefined
  fallbackAgentId: string | null
}) => {
  const { agentId, name, description, systemPrompt, fallbackAgentId, voiceId, model, maxDurationSeconds } = agent
  const open = { voiceId: voiceId ?? null, model: model ?? null, maxDuration: maxDurationSeconds ?? null }
  return { agentId, name, description, systemPrompt, fallbackAgentId, ...open }
}

/** A voice in the fields that are shown. */
export const shownVoice = (voice: {
  voiceId: string
  name: string
  category: string | undefined
  language: string | undefined
  gender: string | undefined
  description: string | undefined
  previewUrl: string | undefined
}) => ({
  ...{ voiceId: voice.voiceId, name: voice.name, category: voice.category ?? null, language: voice.language ?? null },
  ...{ gender: voice.gender ?? null, description: voice.description ?? null, previewUrl: voice.previewUrl ?? null }
})
