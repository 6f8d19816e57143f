import Type from 'typebox'

const key = (vendor: string) => Type.Optional(Type.String({ description: `Secret. API key of ${vendor}.` }))
const base = (vendor: string) =>
  Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s]+$',
      description: `Where the API of ${vendor} is reached, without /v1. Default: the real one.`
    })
  )

/** Variables of the vendors that make speech of text, and text of speech. */
export const SPEECH_VARIABLES = {
  PROVIDER_TTS: Type.Optional(
    Type.Enum(['elevenlabs', 'openai', 'edge'], {
      type: 'string',
      description:
        'Who speaks voice messages. Default: the one whose key is set, ElevenLabs first; without a key the carrier reads them out. edge: see EDGE_TTS.'
    })
  ),
  PROVIDER_STT: Type.Optional(
    Type.Enum(['deepgram', 'openai'], {
      type: 'string',
      description:
        'Who writes down recorded answers. Default: the one whose key is set, Deepgram first; without a key nobody does.'
    })
  ),
  EDGE_TTS: Type.Optional(
    Type.Enum(['true', 'false'], {
      type: 'string',
      description:
        'Also speak with the reader of the Edge browser, for agents that choose it. Unofficial: Microsoft promises nothing and may end it on any day, so outside demo mode the key of ElevenLabs or OpenAI must be set too. Default: only with PROVIDER_TTS=edge.'
    })
  ),
  EDGE_TTS_BASE_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s]+$',
      description: 'Where the reader of Edge is reached, without /edge/v1. Default: the real one.'
    })
  ),
  ELEVENLABS_API_KEY: key('ElevenLabs'),
  ELEVENLABS_DEFAULT_VOICE: Type.Optional(
    Type.String({
      pattern: '^\\w{1,64}$',
      description: 'Voice of ElevenLabs that speaks where an agent has none of its own. Default: one of the vendor.'
    })
  ),
  ELEVENLABS_WEBHOOK_SECRET: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Secret. Verifies what ElevenLabs posts to /webhooks/elevenlabs after a call of its agents. Default: nothing is taken there.'
    })
  ),
  ELEVENLABS_BASE_URL: base('ElevenLabs'),
  DEEPGRAM_API_KEY: key('Deepgram'),
  DEEPGRAM_BASE_URL: base('Deepgram')
}
