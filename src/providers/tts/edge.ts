import { on } from 'node:events'
import type { IncomingMessage } from 'node:http'
import Type from 'typebox'
import type { RawData, WebSocket } from 'ws'
import { type Exchange, ExchangeError, httpClient } from '../../lib/http.ts'
import { compile } from '../../lib/validate.ts'
import type { TtsProvider } from '../contracts.ts'
import { answerFailure, exchangeFailure, unreadableAnswer, type VendorName } from '../failures.ts'
import type { EdgeService } from '../handle.ts'
import { configMessage, HEADERS, isEnd, queryAt, soundIn, speechMessage } from './edge-wire.ts'

const EDGE: VendorName = { provider: 'edge', label: 'The reader of Edge' }
const ROOT = 'https://speech.platform.bing.com/consumer/speech/synthesize/readaloud'
/** Speaks the language of the text, whichever it is. */
const VOICE = 'en-US-EmmaMultilingualNeural'
const VOICE_NAME = /^[a-z]{2,3}(?:-[A-Za-z]{2,10}){1,2}-\w{1,60}Neural$/
const MESSAGE_BYTES_MAX = 1024 * 1024
/** Time for all of the sound, in times for its beginning. */
const WHOLE = 6

const checkVoices = compile(
  Type.Array(Type.Object({ ShortName: Type.String(), Locale: Type.String(), Gender: Type.String() }))
)

/**
 * Speech as the Edge browser reads pages out, as MP3. Unofficial: Microsoft offers it to its browser alone, promises
 * nothing, and may end it on any day; so nobody should depend on it. A voice that it does not have is its own.
 */
export async function edgeSpeech({ baseUrl = ROOT }: EdgeService, timeoutMs: number): Promise<TtsProvider> {
  const { WebSocket: Socket } = await import('ws')
  const root = baseUrl.replace(/\/+$/, '')
  const exchange = httpClient({ timeoutMs, answerBytesMax: MESSAGE_BYTES_MAX, connections: 2 })
  const open = () => {
    const url = `${root.replace(/^http/, 'ws')}/edge/v1?${queryAt(Date.now(), 'TrustedClientToken')}`
    return new Socket(url, { headers: HEADERS, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false })
  }
  return {
    name: EDGE.provider,
    async speak({ text, language, voiceId = VOICE }) {
      const voice = VOICE_NAME.test(voiceId) ? voiceId : VOICE
      const left = new AbortController()
      const timer = setTimeout(() => left.abort(), timeoutMs)
      const given = AbortSignal.any([left.signal, AbortSignal.timeout(timeoutMs * WHOLE)])
      const sound = spoken(open(), { text, language, voice }, given)
      const first = await sound.next().finally(() => clearTimeout(timer))
      if (first.done) throw unreadableAnswer(EDGE, true)
      return { audio: streamOf(first.value, sound, () => left.abort()), contentType: 'audio/mpeg' }
    },
    listVoices: ({ limit }) => listVoices(exchange, root, limit)
  }
}

/** A sound of which the beginning is here; who listens no more leaves it at once, also while nothing comes. */
const streamOf = (first: Uint8Array, rest: AsyncIterator<Uint8Array>, leave: () => void): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (stream) => stream.enqueue(first),
    async pull(stream) {
      const { done, value } = await rest.next()
      if (done) stream.close()
      else stream.enqueue(value)
    },
    cancel: leave
  })

/** The sound as it comes; ends when the service says that it was all, and with the socket. */
async function* spoken(
  socket: WebSocket,
  speech: Parameters<typeof speechMessage>[1],
  given: AbortSignal
): AsyncGenerator<Uint8Array> {
  try {
    await opened(socket, given)
    const at = new Date()
    const messages = on(socket, 'message', { signal: given, close: ['close'] })
    socket.send(configMessage(at))
    socket.send(speechMessage(at, speech))
    for await (const [content, isBinary] of messages as AsyncIterable<[RawData, boolean]>) {
      const sound = isBinary ? soundIn(content as Buffer) : undefined
      if (sound) yield sound
      if (!isBinary && isEnd(String(content))) return
    }
    throw new ExchangeError('unknown', new Error('the connection was lost'))
  } catch (error) {
    throw failureOf(error)
  } finally {
    socket.terminate()
  }
}

/** @throws what the service refused with, or how the connection broke. */
function opened(socket: WebSocket, given: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // Later ones are of no use: who waits has been told.
    socket.on('error', reject)
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, { statusCode = 0, headers }: IncomingMessage) => {
      const refusal = { providerCode: `http_${statusCode}`, meaning: 'it gave no reason' }
      reject(answerFailure(EDGE, { status: statusCode, headers, text: '' }, true, refusal))
    })
    given.addEventListener('abort', () => reject(new ExchangeError('unknown', new Error('timeout'))), { once: true })
  })
}

/** What is no failure of ours was one of the connection. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'CommsError') return error
  if (error instanceof ExchangeError) return exchangeFailure(EDGE, error, true)
  const code = error.name === 'AbortError' ? undefined : (error as NodeJS.ErrnoException).code
  const plain = Object.assign(new Error(code ?? 'the connection was lost'), code !== undefined && { code })
  return exchangeFailure(EDGE, new ExchangeError(code === 'ECONNREFUSED' ? 'unsent' : 'unknown', plain), true)
}

async function listVoices(exchange: Exchange, root: string, limit: number) {
  const url = `${root}/voices/list?${queryAt(Date.now(), 'trustedclienttoken')}`
  const answer = await exchange({ method: 'GET', url, headers: HEADERS }).catch((error: unknown) => {
    throw exchangeFailure(EDGE, error, true)
  })
  if (answer.status !== 200)
    throw answerFailure(EDGE, answer, true, { providerCode: `http_${answer.status}`, meaning: 'it gave no reason' })
  return voicesIn(answer.text)
    .slice(0, limit)
    .map(({ ShortName, Locale, Gender }) => ({
      ...{ voiceId: ShortName, name: ShortName, language: Locale, gender: Gender.toLowerCase() }
    }))
}

function voicesIn(text: string) {
  try {
    const verdict = checkVoices(JSON.parse(text))
    if (verdict.ok) return verdict.value
  } catch {
    // Falls through to the same refusal.
  }
  throw unreadableAnswer(EDGE, true)
}
