import { httpClient } from '../../lib/http.ts'
import type { RecordingProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import { exchangeFailure } from '../failures.ts'
import type { TwilioCredential } from '../handle.ts'
import { TWILIO, twilioFailure } from './twilio-errors.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document, which knows no sounds. */
export const operations = ['DeleteRecording'] as const

/** Largest sound, in bytes: about two hours of MP3. */
const SOUND_BYTES_MAX = 50 * 1024 * 1024

/** Recordings at Twilio, where its library would read a sound as text. Source: https://www.twilio.com/docs/voice/api/recording */
export function twilioRecordings(credential: TwilioCredential, timeoutMs: number): RecordingProvider {
  const { accountSid, authToken, baseUrl = 'https://api.twilio.com' } = credential
  const exchange = httpClient({ timeoutMs, answerBytesMax: SOUND_BYTES_MAX, connections: 8 })
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const root = `${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}/Recordings`
  const ask = async (method: 'GET' | 'DELETE', ref: string, format: string) => {
    checkCredential(TWILIO, 'RecordingSid', ref, /^RE[0-9a-f]{32}$/i)
    const url = `${root}/${ref}.${format}`
    const reads = method === 'GET'
    const answer = await exchange({ method, url, headers: { authorization } }).catch((error: unknown) => {
      throw exchangeFailure(TWILIO, error, reads)
    })
    if (answer.status === 404) return undefined
    if (answer.status >= 300) throw twilioFailure(answer, reads)
    return answer
  }
  return {
    async fetchRecording(ref) {
      const answer = await ask('GET', ref, 'mp3')
      return answer && { audio: answer.bytes, contentType: 'audio/mpeg' }
    },
    async deleteRecording(ref) {
      await ask('DELETE', ref, 'json')
    }
  }
}
