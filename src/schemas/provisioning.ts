import Type, { type Static } from 'typebox'
import { AgentVoiceSchema, CallbackUrl, ProviderOverridesSchema, RouteDuplicationSchema } from './agent.ts'
import { AgentChannelsSchema } from './agent-view.ts'
import { AgentId, Line, OneOf, Prose, Strict } from './common.ts'

/** Name of an agent as people see it. */
export const DisplayName = Line(100, 'Name of the agent as people see it, in email senders for one.')
/** What an agent says first on a call. */
export const Greeting = Prose(1000, 'What the agent says first on a call.')
/** How an agent is told to behave. */
export const SystemPrompt = Prose(20_000, 'How the agent is told to behave when its words are made for it.')
/** Language of an agent. */
export const Language = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$',
  description: 'Language of the agent as BCP 47, e.g. en-US.'
})
/** Voice of an agent. */
export const VoiceId = Line(128, 'Voice of the agent, by its id at the speech vendor.')

/** Which channels a new agent gets. */
const CapabilitiesSchema = Strict({
  phone: Type.Optional(Type.Boolean({ description: 'A phone number of its own, for SMS and calls.' })),
  whatsapp: Type.Optional(Type.Boolean({ description: 'A WhatsApp sender. This server has none: true is refused.' })),
  email: Type.Optional(Type.Boolean({ description: 'An email address of its own.' })),
  voiceAi: Type.Optional(
    Type.Boolean({
      description:
        'Live calls on its number; they are taken and placed if absent. false: none, until comms_update_agent takes voice out of blockedChannels.'
    })
  )
})

/** What makes a new agent. */
export const ProvisioningSchema = Strict({
  agentId: Type.Optional(AgentId('Id of the new agent; made for you when absent. An id is never used twice.')),
  displayName: DisplayName,
  greeting: Type.Optional(Greeting),
  systemPrompt: Type.Optional(SystemPrompt),
  country: Type.Optional(
    Type.String({
      pattern: '^[A-Z]{2}$',
      description: 'Country of the phone number, ISO 3166-1 alpha-2; US if absent.'
    })
  ),
  capabilities: CapabilitiesSchema,
  emailDomain: Type.Optional(
    Type.String({
      maxLength: 190,
      pattern: '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$',
      description: 'Domain of the email address; the domain of the server if absent.'
    })
  ),
  language: Type.Optional(Language),
  voiceId: Type.Optional(VoiceId),
  voice: Type.Optional(AgentVoiceSchema),
  callbackUrl: Type.Optional(CallbackUrl),
  identityMode: Type.Optional(
    OneOf(
      ['dedicated', 'shared', 'hybrid'],
      'Kept; dedicated if absent. In this version every agent has a number and an address of its own.'
    )
  ),
  routeDuplication: Type.Optional(RouteDuplicationSchema),
  providerOverrides: Type.Optional(ProviderOverridesSchema)
})
/** What makes a new agent. */
export type Provisioning = Static<typeof ProvisioningSchema>

/** Duties of a country that were taken note of by provisioning in it. */
const CountryTermsSchema = Strict({
  country: Type.String({ description: 'ISO 3166-1 alpha-2.' }),
  version: Type.String({ description: 'Day on which they were compared with the law, ISO 8601.' }),
  duties: Type.Array(Type.String(), { description: 'What the organization must do there, in plain words.' })
})
/** Duties of a country that were taken note of by provisioning in it. */
export type CountryTerms = Static<typeof CountryTermsSchema>

/** A new agent, ready to send and to receive. */
export const ProvisionedSchema = Strict({
  agentId: Type.String(),
  channels: AgentChannelsSchema,
  countryTerms: CountryTermsSchema,
  poolSlotsRemaining: Type.Integer({ description: 'Agents that the organization may still provision.' }),
  provisionedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  securityToken: Type.String({ description: 'Bearer token of the agent. Shown this once.' }),
  callbackSecret: Type.Optional(
    Type.String({ description: 'Verifies the signature of callbacks (Standard Webhooks). Shown with a callback URL.' })
  )
})
/** A new agent, ready to send and to receive. */
export type Provisioned = Static<typeof ProvisionedSchema>
