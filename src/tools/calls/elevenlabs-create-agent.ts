import Type from 'typebox'
import { Strict } from '../../schemas/common.ts'
import { createVoiceAgent } from '../../services/voice-agents.ts'
import { defineCallsTool } from '../calls-answer.ts'
import { voiceAgentFields } from '../voice-agent-fields.ts'

const { name, voiceId, systemPrompt, ...optional } = voiceAgentFields
const { description, model, maxDuration, fallbackAgentId } = optional
const DEFAULT_SECONDS = 600

export default defineCallsTool({
  name: 'elevenlabs_create_agent',
  title: 'Create an agent of ElevenLabs',
  description: 'Make an agent that ElevenLabs runs, for calls to leads. It is the organization’s alone.',
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    ...{ name, voiceId, systemPrompt },
    description: Type.Optional(description),
    model: Type.Optional(model),
    maxDuration: Type.Optional(maxDuration),
    fallbackAgentId: Type.Optional(fallbackAgentId)
  }),
  output: Strict({ agentId: Type.String(), name: Type.String(), voiceId: Type.String() }),
  async run({ maxDuration: maxDurationSeconds = DEFAULT_SECONDS, ...wish }, { deps, caller }) {
    const agentId = await createVoiceAgent(deps, caller, { ...wish, maxDurationSeconds })
    return { agentId, name: wish.name, voiceId: wish.voiceId }
  }
})
