import { httpClient } from '../../lib/http.ts'
import type { RecordingProvider } from '../contracts.ts'
import { exchangeFailure, unreadableAnswer } from '../failures.ts'
import type { TelnyxCredential } from '../handle.ts'
import type { TelnyxClient } from './telnyx-client.ts'
import { ignoreGone, TELNYX, telnyxFailure } from './telnyx-errors.ts'

/** Operations of Telnyx's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['GetTeXMLCallRecording', 'DeleteTeXMLCallRecording'] as const

/** Largest sound, in bytes: about two hours of MP3. */
const SOUND_BYTES_MAX = 50 * 1024 * 1024

/**
 * Recordings at Telnyx: a link that is valid for ten minutes is asked for, and followed at once without credentials.
 * Source: https://developers.telnyx.com/api-reference/texml-rest-commands/fetch-recording-resource
 */
export function telnyxRecordings(
  ask: TelnyxClient,
  { accountId }: Pick<TelnyxCredential, 'accountId'>,
  timeoutMs: number
): RecordingProvider {
  const exchange = httpClient({ timeoutMs, answerBytesMax: SOUND_BYTES_MAX, connections: 8 })
  const path = (ref: string) => `/v2/texml/Accounts/${accountId}/Recordings/${encodeURIComponent(ref)}.json`
  return {
    async fetchRecording(ref) {
      const found = await ignoreGone<{ media_url?: string | null } | undefined>(
        ask({ method: 'GET', path: path(ref) }),
        undefined
      )
      if (found === undefined) return undefined
      if (!found.media_url || !URL.canParse(found.media_url)) throw unreadableAnswer(TELNYX, true)
      const answer = await exchange({ method: 'GET', url: found.media_url, headers: {} }).catch((error: unknown) => {
        throw exchangeFailure(TELNYX, error, true)
      })
      if (answer.status === 404) return undefined
      if (answer.status >= 300) throw telnyxFailure(answer, true)
      return { audio: answer.bytes, contentType: String(answer.headers['content-type'] ?? 'audio/mpeg') }
    },
    async deleteRecording(ref) {
      await ignoreGone(ask({ method: 'DELETE', path: path(ref) }), undefined)
    }
  }
}
