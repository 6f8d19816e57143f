import Type, { type Static } from 'typebox'
import { AgentStorageSchema, AgentVoiceSchema, ProviderOverridesSchema, RouteDuplicationSchema } from './agent.ts'
import { CHANNELS, OneOf, Strict } from './common.ts'

const OrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** State of a channel as clients see it; `none` means that the agent has no such channel. */
const ChannelStatusSchema = OneOf(
  ['active', 'suspended', 'pending_registration', 'pending_review', 'none'],
  'State of the channel; none: the agent has no such channel.'
)
const Note = Type.Optional(Type.String({ description: 'What a state other than active allows, and what ends it.' }))
/** A channel reached by a phone number. */
export const NumberChannelSchema = Strict({
  number: OrNull('E.164 number; null without one.'),
  status: ChannelStatusSchema,
  note: Note
})
/** The email channel. */
export const EmailChannelSchema = Strict({
  address: OrNull('Email address; null without one.'),
  status: ChannelStatusSchema,
  note: Note
})
/** The live voice channel. */
export const VoiceChannelSchema = Strict({
  status: OneOf(
    ['active', 'suspended', 'unavailable'],
    'State of live calls. suspended: callers are told that nobody can be reached. unavailable: it has no number, or voice is among its blockedChannels.'
  )
})

/** All channels of an agent. */
export const AgentChannelsSchema = Strict({
  phone: NumberChannelSchema,
  sms: NumberChannelSchema,
  whatsapp: NumberChannelSchema,
  email: EmailChannelSchema,
  voiceAi: VoiceChannelSchema
})
/** All channels of an agent. */
export type AgentChannels = Static<typeof AgentChannelsSchema>

/** An agent as its organization and itself see it. */
export const AgentViewSchema = Strict({
  agentId: Type.String(),
  displayName: Type.String(),
  status: OneOf(['provisioning', 'active', 'suspended', 'removed']),
  greeting: OrNull('What the agent says first on a call.'),
  systemPrompt: OrNull('How the agent is told to behave.'),
  country: Type.String({ description: 'ISO 3166-1 alpha-2.' }),
  language: Type.String({ description: 'BCP 47.' }),
  voiceId: OrNull('Voice of the agent.'),
  callbackUrl: OrNull('Where its events are posted, signed.'),
  brainUrl: OrNull('Endpoint that answers for the agent.'),
  identityMode: OneOf(['dedicated', 'shared', 'hybrid']),
  channels: AgentChannelsSchema,
  blockedChannels: Type.Array(OneOf(CHANNELS), { description: 'Channels on which nothing may be sent.' }),
  storage: AgentStorageSchema,
  routeDuplication: RouteDuplicationSchema,
  providerOverrides: ProviderOverridesSchema,
  voice: AgentVoiceSchema,
  provisionedAt: OrNull('ISO 8601, UTC.')
})
/** An agent as its organization and itself see it. */
export type AgentView = Static<typeof AgentViewSchema>

/** Slots of an organization's agent pool. */
export const PoolSchema = Strict({
  maxAgents: Type.Integer({ description: 'Agents that the organization may have.' }),
  used: Type.Integer({ description: 'Agents that it has.' }),
  remaining: Type.Integer({ description: 'Agents that it may still provision.' })
})
/** Slots of an organization's agent pool. */
export type Pool = Static<typeof PoolSchema>
