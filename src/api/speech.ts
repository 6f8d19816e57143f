import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import { onCut, speak } from '../delivery/line.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError, toFailure } from '../errors.ts'
import { isTerminal } from '../schemas/call.ts'
import { findCall } from '../services/live-calls.ts'
import { requireSpeakable } from '../services/spoken-content.ts'
import { type SpeechLine, speechLines } from './speech-lines.ts'

/** Characters before a token that are looked at with it, so that what may not be said is found across tokens. */
const LOOK_BACK = 400
const NDJSON = 'application/x-ndjson'

const schema = {
  operationId: 'speak',
  summary: 'Speaks on a live call, word by word',
  description:
    'Takes lines of JSON, {"token":"…"} as your model makes them and {"last":true} at the end, and speaks each as it comes. Answers in lines: {"accepted":n} for what was taken, then {"verdict":"spoken"|"late"|"ended","heard"?:"…"}. late: the caller has gone on or somebody else answered; stop. Speaks for the turn that GET /v1/events/stream brought to the same token. A request may take 12 seconds; what comes later is sent in another one.',
  consumes: [NDJSON],
  produces: [NDJSON],
  params: Type.Object({ callId: Type.String({ description: 'The call to speak on.' }) }),
  response: { 200: { description: 'Lines of JSON', content: { [NDJSON]: { schema: Type.String() } } } }
}

/** Serves `POST /v1/calls/:callId/speech` to callers that the hooks of this scope let in. */
export function serveSpeech(app: FastifyInstance, deps: Deps, callerOf: (request: object) => Caller): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.post<{ Params: { callId: string } }>('/v1/calls/:callId/speech', { schema }, async (request, reply) => {
    const caller = callerOf(request)
    const { callId } = request.params
    const { call } = await findCall(deps, caller, callId, undefined)
    const sent = request.body as Readable | undefined
    if (sent === undefined) throw new CommsError('invalid_input', 'The body has no line.')
    // Who is refused in the middle of his speech is to read why.
    const body = sent.iterator({ destroyOnReturn: false })
    const answer = answerLines(reply)
    let heard: string | undefined
    const stop = onCut(deps, callId, (_turn, words) => {
      heard = words
    })
    try {
      const verdict = isTerminal(call.state)
        ? 'ended'
        : await speakAll(deps, callId, caller.tokenId, body, answer.write)
      answer.write({ verdict, ...(heard !== undefined && { heard }) })
    } catch (error) {
      if (isGone(request.raw)) return reply.hijack()
      if (!answer.begun()) throw error
      if (!(error instanceof CommsError)) request.log.error({ event: 'bug', err: error }, 'a speech failed')
      answer.write({ error: toFailure(error) })
    } finally {
      stop()
      answer.end()
    }
    return reply
  })
}

async function speakAll(
  deps: Deps,
  callId: string,
  by: string,
  body: AsyncIterable<Uint8Array>,
  write: (line: object) => void
): Promise<'spoken' | 'late' | 'ended'> {
  let said = ''
  let accepted = 0
  let open = false
  try {
    for await (const line of speechLines(body)) {
      const { last = false } = line
      const text = textOf(line)
      if (text === '' && !last) continue
      said = (said + text).slice(-LOOK_BACK - text.length)
      requireSpeakable(said)
      const verdict = await speak(deps, callId, { by, text, last, interruptible: line.interruptible })
      if (verdict !== 'accepted') return verdict === 'late' ? 'late' : 'ended'
      open = !last
      write({ accepted: ++accepted })
    }
    return 'spoken'
  } finally {
    // Who stops in the middle has said what he had to say.
    if (open) await speak(deps, callId, { by, text: '', last: true })
  }
}

/** Whether the client has hung up in the middle of its speech. */
const isGone = (raw: IncomingMessage): boolean => raw.destroyed && !raw.complete

const textOf = ({ token = '', text = '' }: SpeechLine): string => token + text

/** Answers line by line; the response begins with the first one. */
function answerLines(reply: FastifyReply) {
  let begun = false
  return {
    begun: () => begun,
    write(line: object) {
      if (!begun) {
        begun = true
        reply.hijack()
        reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': NDJSON })
      }
      reply.raw.write(`${JSON.stringify(line)}\n`)
    },
    end() {
      if (begun) reply.raw.end()
    }
  }
}
