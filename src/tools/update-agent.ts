import Type, { type TSchema } from 'typebox'
import {
  AgentStorageSchema,
  AgentVoiceSchema,
  CallbackUrl,
  ProviderOverridesSchema,
  RouteDuplicationSchema
} from '../schemas/agent.ts'
import { AgentViewSchema } from '../schemas/agent-view.ts'
import { AgentId, CHANNELS, HttpUrl, OneOf, Strict } from '../schemas/common.ts'
import { DisplayName, Greeting, Language, SystemPrompt, VoiceId } from '../schemas/provisioning.ts'
import { updateAgent } from '../services/update-agent.ts'
import { defineTool } from './tool.ts'

const Clearable = <T extends TSchema>(type: T) => Type.Optional(Type.Union([type, Type.Null()]))

export default defineTool({
  name: 'comms_update_agent',
  title: 'Update an agent',
  description:
    'Change an agent: name, greeting, prompt, voice, language, hand-over of calls, callback, blocked channels, what is stored, or let a suspended agent go on. null clears. An agent may change its own name, greeting, prompt, voice, language and hand-over and may block channels; where its content goes, what is stored and unblocking are for the token of the organization.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(AgentId('Agent to change; the one of the token by default.')),
    displayName: Type.Optional(DisplayName),
    greeting: Clearable(Greeting),
    systemPrompt: Clearable(SystemPrompt),
    voiceId: Clearable(VoiceId),
    language: Type.Optional(Language),
    voice: Type.Optional(AgentVoiceSchema),
    callbackUrl: Clearable(CallbackUrl),
    brainUrl: Clearable(
      HttpUrl(
        'Endpoint that answers calls while no client of the agent is connected: OpenAI-compatible chat completions, streamed.'
      )
    ),
    blockedChannels: Type.Optional(
      Type.Array(OneOf(CHANNELS), {
        maxItems: CHANNELS.length,
        uniqueItems: true,
        description: 'All channels on which nothing may be sent; an empty list unblocks all.'
      })
    ),
    storage: Type.Optional(AgentStorageSchema),
    routeDuplication: Type.Optional(RouteDuplicationSchema),
    providerOverrides: Type.Optional(ProviderOverridesSchema),
    resume: Type.Optional(
      Type.Literal(true, { description: 'Let an agent go on that was suspended because of an anomaly.' })
    )
  }),
  output: Strict({
    ...AgentViewSchema.properties,
    callbackSecret: Type.Optional(
      Type.String({ description: 'Verifies the signature of callbacks. Shown when a callback URL is set.' })
    )
  }),
  run: ({ agentId, ...change }, { deps, caller }) => updateAgent(deps, caller, agentId, change)
})
