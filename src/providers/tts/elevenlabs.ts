import type { ElevenLabs, ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { withoutMarkup } from '../../lib/without-markup.ts'
import type { TtsProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import type { VendorName } from '../failures.ts'
import type { SpeechCredential } from '../handle.ts'
import { soundStream } from '../sound-stream.ts'
import { elevenLabsFailure } from './elevenlabs-errors.ts'

const ELEVENLABS: VendorName = { provider: 'elevenlabs', label: 'ElevenLabs' }

/** Made for phone calls: soon, and at half the price a character. */
const MODEL = 'eleven_flash_v2_5'
/** A voice of the vendor's own. Source: https://elevenlabs.io/docs/quickstart */
const VOICE = 'JBFqnCBsd6RMkjVDRZzb'
/** A voice of the vendor's; carriers write a model and settings behind it. Others have names in words. */
const VOICE_ID = /^[A-Za-z0-9]{20}(?=$|-)/
const FORMAT = 'mp3_22050_32'
/** Languages that the model can be held to; others it finds by itself. Source: https://elevenlabs.io/docs/models */
const LANGUAGES = new Set(
  'en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru hu no vi'.split(' ')
)
/** Most voices of one page. Source: https://elevenlabs.io/docs/api-reference/voices/search */
const PAGE_MAX = 100
/** Time for all of the sound, in times for its beginning. */
const WHOLE = 6

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['POST /v1/text-to-speech/{voice_id}/stream', 'GET /v2/voices'] as const

/**
 * Speech of ElevenLabs as MP3; a voice of another vendor is its own. Its library is loaded when first asked for, and never
 * repeats a request.
 * @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function elevenLabsSpeech(
  { apiKey, defaultVoice = VOICE, baseUrl = 'https://api.elevenlabs.io' }: SpeechCredential,
  timeoutMs: number
): Promise<TtsProvider> {
  checkCredential(ELEVENLABS, 'ELEVENLABS_API_KEY', apiKey)
  const library = await import('@elevenlabs/elevenlabs-js')
  const client = new library.ElevenLabsClient({
    ...{ apiKey, baseUrl: baseUrl.replace(/\/+$/, ''), maxRetries: 0, timeoutInSeconds: timeoutMs / 1000 }
  })
  return {
    name: ELEVENLABS.provider,
    speak: ({ text, language, voiceId: wanted = '' }) => {
      const [voiceId = defaultVoice] = VOICE_ID.exec(wanted) ?? []
      return speak(client, { text, language, voiceId }, timeoutMs)
    },
    listVoices: ({ limit }) => listVoices(client, limit)
  }
}

/** Source: https://elevenlabs.io/docs/api-reference/text-to-speech/stream */
async function speak(
  client: ElevenLabsClient,
  { text, language, voiceId }: { text: string; language: string; voiceId: string },
  timeoutMs: number
) {
  const code = language.split('-')[0]?.toLowerCase() ?? ''
  const request: ElevenLabs.StreamTextToSpeechRequest = {
    // The vendor obeys pauses and the like wherever they stand.
    ...{ text: withoutMarkup(text), modelId: MODEL, outputFormat: FORMAT },
    ...(LANGUAGES.has(code) && { languageCode: code })
  }
  const failureOf = (error: unknown) => elevenLabsFailure(ELEVENLABS, error)
  try {
    const abortSignal = AbortSignal.timeout(timeoutMs * WHOLE)
    const sound = await client.textToSpeech.stream(voiceId, request, { abortSignal })
    return { audio: soundStream(sound, failureOf), contentType: 'audio/mpeg' }
  } catch (error) {
    throw failureOf(error)
  }
}

async function listVoices(client: ElevenLabsClient, limit: number) {
  try {
    const { voices } = await client.voices.search({ pageSize: Math.min(limit, PAGE_MAX) })
    return voices.slice(0, limit).map(({ voiceId, name, labels, verifiedLanguages }) => ({
      voiceId,
      name: name ?? voiceId,
      language: verifiedLanguages?.[0]?.language ?? labels?.['language'],
      gender: labels?.['gender']
    }))
  } catch (error) {
    throw elevenLabsFailure(ELEVENLABS, error)
  }
}
