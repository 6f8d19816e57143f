import type OpenAI from 'openai'
import type { TtsProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import { unreadableAnswer, type VendorName } from '../failures.ts'
import type { ModelCredential } from '../handle.ts'
import { modelFailure } from '../llm/model-errors.ts'
import { soundStream } from '../sound-stream.ts'

const OPENAI: VendorName = { provider: 'openai', label: 'OpenAI' }
const BASE_URL = 'https://api.openai.com/v1'
const MODEL = 'gpt-4o-mini-tts'
/** Source: https://platform.openai.com/docs/guides/text-to-speech#voice-options */
const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar'] as const
const VOICE = 'alloy'
const NEVER = new AbortController().signal
/** Time for all of the sound, in times for its beginning. */
const WHOLE = 6

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['createSpeech'] as const

/**
 * Speech of OpenAI as MP3, in the language of the text; a voice that it does not have is its own. The library is loaded
 * when first asked for, and never repeats a request.
 * @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function openAiSpeech({ apiKey, baseUrl }: ModelCredential, timeoutMs: number): Promise<TtsProvider> {
  checkCredential(OPENAI, 'OPENAI_API_KEY', apiKey)
  const { default: Client } = await import('openai')
  const client = new Client({
    ...{ apiKey, organization: null, project: null, webhookSecret: null },
    ...{ baseURL: (baseUrl ?? BASE_URL).replace(/\/+$/, ''), maxRetries: 0, timeout: timeoutMs, logLevel: 'off' }
  })
  return {
    name: OPENAI.provider,
    speak: ({ text, voiceId }) => speak(client, text, VOICES.find((voice) => voice === voiceId) ?? VOICE, timeoutMs),
    listVoices: async ({ limit }) => VOICES.slice(0, limit).map((voiceId) => ({ voiceId, name: voiceId }))
  }
}

/** Source: https://platform.openai.com/docs/api-reference/audio/createSpeech */
async function speak(client: OpenAI, text: string, voice: string, timeoutMs: number) {
  const failureOf = (error: unknown) => modelFailure(OPENAI, error, NEVER)
  try {
    const answer = await client.audio.speech.create(
      { model: MODEL, input: text, voice, response_format: 'mp3' },
      { signal: AbortSignal.timeout(timeoutMs * WHOLE) }
    )
    if (answer.body === null) throw unreadableAnswer(OPENAI, true)
    return { audio: soundStream(answer.body, failureOf), contentType: 'audio/mpeg' }
  } catch (error) {
    throw failureOf(error)
  }
}
