import Type, { type Static } from 'typebox'
import { type HttpAnswer, httpClient } from '../../lib/http.ts'
import { compile } from '../../lib/validate.ts'
import type { SttProvider } from '../contracts.ts'
import { checkCredential } from '../credential.ts'
import { answerFailure, exchangeFailure, unreadableAnswer, type VendorName, withoutAddresses } from '../failures.ts'
import type { ModelCredential } from '../handle.ts'

const DEEPGRAM: VendorName = { provider: 'deepgram', label: 'Deepgram' }
const MODEL = 'nova-3'

/** Operations that this adapter uses, by their names in the vendor's interface. */
export const operations = ['transcribe'] as const

/** Source: https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded */
const Heard = Type.Object({
  metadata: Type.Object({ duration: Type.Number({ minimum: 0 }) }),
  results: Type.Object({
    channels: Type.Array(
      Type.Object({
        detected_language: Type.Optional(Type.String({ maxLength: 35 })),
        alternatives: Type.Array(Type.Object({ transcript: Type.Optional(Type.String()) }))
      })
    )
  })
})
const checkHeard = compile(Heard)

/**
 * What Deepgram hears in a sound, which it neither keeps nor learns from.
 * @throws CommsError `provider_rejected` for a key that cannot stand in a header.
 */
export function deepgramHearing({ apiKey, baseUrl }: ModelCredential, timeoutMs: number): SttProvider {
  checkCredential(DEEPGRAM, 'DEEPGRAM_API_KEY', apiKey)
  const exchange = httpClient({ timeoutMs, answerBytesMax: 5 * 1024 * 1024, connections: 16 })
  const root = (baseUrl ?? 'https://api.deepgram.com').replace(/\/+$/, '')
  return {
    name: DEEPGRAM.provider,
    async transcribe({ audio, contentType, url, language }) {
      const query = new URLSearchParams({ model: MODEL, smart_format: 'true', mip_opt_out: 'true' })
      const code = language?.split('-')[0]?.toLowerCase()
      if (code) query.set('language', code)
      else query.set('detect_language', 'true')
      const link = url !== undefined && isOpen(url) ? url : undefined
      const answer = await exchange({
        method: 'POST',
        url: `${root}/v1/listen?${query}`,
        headers: {
          ...{ authorization: `Token ${apiKey}`, accept: 'application/json' },
          'content-type': link === undefined ? contentType : 'application/json'
        },
        body: link === undefined ? audio : JSON.stringify({ url: link })
      }).catch((error: unknown) => {
        throw exchangeFailure(DEEPGRAM, error, true)
      })
      if (answer.status !== 200) throw answerFailure(DEEPGRAM, answer, true, refusalOf(answer))
      return heardIn(parse(answer.text))
    }
  }
}

/** Whether whoever is given the address gets no password with it. */
function isOpen(url: string): boolean {
  const { username, password } = new URL(url)
  return username === '' && password === ''
}

function heardIn({ metadata, results: { channels } }: Static<typeof Heard>) {
  const said = channels.map(({ alternatives }) => alternatives[0]?.transcript?.trim() ?? '')
  return {
    text: said.filter((text) => text !== '').join('\n'),
    language: channels[0]?.detected_language,
    durationSeconds: metadata.duration
  }
}

function parse(text: string): Static<typeof Heard> {
  try {
    const verdict = checkHeard(JSON.parse(text))
    if (verdict.ok) return verdict.value
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(DEEPGRAM, true)
}

/** Source: https://developers.deepgram.com/docs/errors, `{ err_code, err_msg }` */
function refusalOf({ status, text }: HttpAnswer) {
  let said: { err_code?: unknown; err_msg?: unknown } = {}
  try {
    said = Object(JSON.parse(text))
  } catch {
    // A proxy in between answers as it likes.
  }
  const { err_code: code, err_msg: message } = said
  return {
    providerCode: typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : `http_${status}`,
    meaning: typeof message === 'string' ? withoutAddresses(message) : 'it gave no reason'
  }
}
