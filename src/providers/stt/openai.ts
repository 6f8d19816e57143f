import type { SttProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import type { VendorName } from '../failures.ts'
import type { ModelCredential } from '../handle.ts'
import { modelFailure } from '../llm/model-errors.ts'

const OPENAI: VendorName = { provider: 'openai', label: 'OpenAI' }
const BASE_URL = 'https://api.openai.com/v1'
const MODEL = 'gpt-4o-mini-transcribe'
const NEVER = new AbortController().signal
/** The vendor tells formats by the ending. Source: https://platform.openai.com/docs/guides/speech-to-text */
const ENDINGS: Record<string, string> = {
  ...{ 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'audio/mp4': 'm4a', 'audio/x-m4a': 'm4a' },
  ...{ 'audio/ogg': 'ogg', 'audio/webm': 'webm', 'audio/flac': 'flac', 'audio/aac': 'm4a' }
}

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['createTranscription'] as const

/**
 * What OpenAI hears in a sound; it does not tell how long the sound is. The library is loaded when first asked for, and
 * never repeats a request. @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export async function openAiHearing({ apiKey, baseUrl }: ModelCredential, timeoutMs: number): Promise<SttProvider> {
  checkCredential(OPENAI, 'OPENAI_API_KEY', apiKey)
  const { default: Client, toFile } = await import('openai')
  const client = new Client({
    ...{ apiKey, organization: null, project: null, webhookSecret: null },
    ...{ baseURL: (baseUrl ?? BASE_URL).replace(/\/+$/, ''), maxRetries: 0, timeout: timeoutMs, logLevel: 'off' }
  })
  return {
    name: OPENAI.provider,
    async transcribe({ audio, contentType, language }) {
      const [type = ''] = contentType.split(';')
      const code = language?.split('-')[0]?.toLowerCase()
      try {
        const file = await toFile(audio, `sound.${ENDINGS[type] ?? 'wav'}`, { type })
        const spoken = { file, model: MODEL, response_format: 'json', ...(code && { language: code }) } as const
        // The library bounds the wait for the beginning of an answer alone.
        const signal = AbortSignal.timeout(timeoutMs)
        const { text } = await client.audio.transcriptions.create(spoken, { signal })
        return { text, language: undefined, durationSeconds: undefined }
      } catch (error) {
        throw modelFailure(OPENAI, error, NEVER)
      }
    }
  }
}
