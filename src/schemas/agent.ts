import Type, { type Static } from 'typebox'
import { EmailAddress, HttpUrl, OneOf, PhoneNumber, Strict } from './common.ts'

/** Copies of what an agent sends and receives. */
export const RouteDuplicationSchema = Strict({
  liveCall: Type.Optional(
    Strict({
      alsoRecord: Type.Boolean({
        description: 'Record calls as well; whoever must know is told at the start of the call.'
      }),
      recordingStorage: Type.Optional(Type.String({ maxLength: 64, description: 'Where recordings are kept.' }))
    })
  ),
  sms: Type.Optional(Strict({ mirrorTo: PhoneNumber('Number that gets a copy of each SMS sent.') })),
  email: Type.Optional(Strict({ bccTo: EmailAddress('Address that gets a blind copy.') }))
})
/** Copies of what an agent sends and receives. */
export type RouteDuplication = Static<typeof RouteDuplicationSchema>

const NotUsedYet = (description: string) =>
  Type.Optional(Type.String({ maxLength: 32, description: `${description} Kept; this server has none yet.` }))

/** Vendors of one agent where they differ from those of the server. */
export const ProviderOverridesSchema = Strict({
  telephony: Type.Optional(
    OneOf(['twilio', 'telnyx'], 'Vendor of numbers, SMS and calls: the one of the server, any other is refused.')
  ),
  email: Type.Optional(OneOf(['resend'], 'Vendor of email.')),
  whatsapp: NotUsedYet('Vendor of WhatsApp.'),
  tts: Type.Optional(
    OneOf(
      ['elevenlabs', 'openai', 'edge'],
      'Who makes the speech of its voice messages; the one of the server by default. On live calls the carrier speaks. edge is unofficial.'
    )
  ),
  stt: Type.Optional(
    OneOf(
      ['deepgram', 'openai'],
      'Who writes down what is answered to its voice messages; the one of the server by default.'
    )
  )
})
/** Vendors of one agent where they differ from those of the server. */
export type ProviderOverrides = Static<typeof ProviderOverridesSchema>

const ChannelStorage = Strict({
  bodies: Type.Optional(Type.Boolean({ description: 'Keep message bodies after they are settled.' })),
  transcripts: Type.Optional(Type.Boolean({ description: 'Keep call transcripts.' })),
  retentionDays: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3650, description: 'Days to keep them; 30 by default.' })
  )
})

/** What an agent's owner opted in to keep, by channel. */
export const AgentStorageSchema = Strict({
  sms: Type.Optional(ChannelStorage),
  whatsapp: Type.Optional(ChannelStorage),
  email: Type.Optional(ChannelStorage),
  voice: Type.Optional(ChannelStorage)
})
/** What an agent's owner opted in to keep, by channel. */
export type AgentStorage = Static<typeof AgentStorageSchema>

/** How long whoever is asked to answer a caller has for the first word, in seconds, unless the agent says otherwise. */
export const HAND_OVER_SECONDS = 8

/** How the live calls of an agent are run. */
export const AgentVoiceSchema = Strict({
  handOverSeconds: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 30,
      description: `Seconds that the agent, and then its endpoint, have for the first word of an answer before the next in line is asked; ${HAND_OVER_SECONDS} by default.`
    })
  )
})
/** How the live calls of an agent are run. */
export type AgentVoice = Static<typeof AgentVoiceSchema>

/** Where an agent's events are posted, signed. */
export const CallbackUrl = HttpUrl('Where this agent gets its events as signed HTTP posts (Standard Webhooks).')
