import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import { onCut, onEnded, pass, speakTurn } from '../delivery/line.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError, toFailure } from '../errors.ts'
import { isTerminal } from '../schemas/call.ts'
import { answerableCall } from '../services/live-calls.ts'
import { requireSpeakable } from '../services/spoken-content.ts'
import { type SpeechLine, speechLines } from './speech-lines.ts'

/** Characters before a token that are looked at with it, so that what may not be said is found across tokens. */
const LOOK_BACK = 400
const NDJSON = 'application/x-ndjson'

/** How long a speech may take, in milliseconds: a model may think and stream for as long as a caller listens. */
const SPEECH_MS = 120_000

const schema = {
  operationId: 'speak',
  summary: 'Speaks on a live call, word by word',
  description:
    'Takes lines of JSON, {"token":"…"} as your model makes them and {"last":true} at the end, and speaks each as it comes. Answers in lines: {"accepted":n} for what was taken, then {"verdict":"spoken"|"late"|"ended","heard"?:"…"}. late: the caller has cut in or gone on, or somebody else answered; stop. It comes at once, also while you send nothing. Speaks for the turn that GET /v1/events/stream brought to the same token; name it with `turn`, so that nothing of an old answer is spoken to a new turn. A client that is gone before its last line leaves the rest of the answer to the next in line. A request may take two minutes.',
  consumes: [NDJSON],
  produces: [NDJSON],
  params: Type.Object({ callId: Type.String({ description: 'The call to speak on.' }) }),
  querystring: Type.Object({
    turn: Type.Optional(
      Type.Integer({ minimum: 0, description: 'The `turn` of the event that is answered; the newest one by default.' })
    )
  }),
  response: { 200: { description: 'Lines of JSON', content: { [NDJSON]: { schema: Type.String() } } } }
}

/** Serves `POST /v1/calls/:callId/speech` to callers that the hooks of this scope let in. */
export function serveSpeech(app: FastifyInstance, deps: Deps, callerOf: (request: object) => Caller): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  const options = { schema, config: { bodyMs: SPEECH_MS } }
  app.post<{ Params: { callId: string }; Querystring: { turn?: number } }>(
    '/v1/calls/:callId/speech',
    options,
    async (request, reply) => {
      const caller = callerOf(request)
      const { callId } = request.params
      const call = await answerableCall(deps, caller, callId)
      const sent = request.body as Readable | undefined
      if (sent === undefined) throw new CommsError('invalid_input', 'The body has no line.')
      const answer = answerLines(reply)
      const speech = new OpenSpeech(deps, callId, caller.tokenId, request.query.turn)
      try {
        // Who is refused in the middle of his speech is to read why.
        const body = sent.iterator({ destroyOnReturn: false })
        const verdict = isTerminal(call.state) ? 'ended' : await speech.speak(body, answer.write)
        answer.write({ verdict, ...(speech.heard !== undefined && { heard: speech.heard }) })
      } catch (error) {
        if (isGone(request.raw)) {
          await speech.leave()
          return reply.hijack()
        }
        if (!answer.begun()) throw error
        if (!(error instanceof CommsError)) request.log.error({ event: 'bug', err: error }, 'a speech failed')
        answer.write({ error: toFailure(error) })
      } finally {
        await speech.close()
        answer.end()
      }
      return reply
    }
  )
}

type Verdict = 'spoken' | 'late' | 'ended'

/** One speech, bound to the turn that its first word was taken for. */
class OpenSpeech {
  readonly #deps: Deps
  readonly #callId: string
  readonly #by: string
  #turn: number | undefined
  /** What the caller heard when he cut it short. */
  heard: string | undefined
  /** Words were taken, and not yet the last one. */
  #open = false
  #silenced = false

  constructor(deps: Deps, callId: string, by: string, turn: number | undefined) {
    this.#deps = deps
    this.#callId = callId
    this.#by = by
    this.#turn = turn
  }

  /** Speaks line by line until the last one, or until nobody listens any more. */
  async speak(body: AsyncIterable<Uint8Array>, write: (line: object) => void): Promise<Verdict> {
    const { promise: silenced, resolve } = Promise.withResolvers<Verdict>()
    const silence = (verdict: Verdict) => {
      this.#silenced = true
      this.#open = false
      resolve(verdict)
    }
    const stops = [
      onCut(this.#deps, this.#callId, (turn, heard) => {
        if (turn !== this.#turn) return
        this.heard = heard
        silence('late')
      }),
      onEnded(this.#deps, this.#callId, () => silence('ended'))
    ]
    const speaking = this.#speakAll(body, write)
    // Nobody waits for it any more once the caller has silenced it.
    speaking.catch(() => undefined)
    try {
      return await Promise.race([speaking, silenced])
    } finally {
      for (const stop of stops) stop()
    }
  }

  /** Leaves the rest of the answer to others: whoever spoke is gone. */
  async leave(): Promise<void> {
    if (this.#silenced || this.#turn === undefined) return
    this.#open = false
    await pass(this.#deps, this.#callId, this.#by, this.#turn)
  }

  /** Who stops in the middle has said what he had to say. */
  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await speakTurn(this.#deps, this.#callId, { by: this.#by, turn: this.#turn, text: '', last: true })
  }

  async #speakAll(body: AsyncIterable<Uint8Array>, write: (line: object) => void): Promise<Verdict> {
    let said = ''
    let accepted = 0
    for await (const line of speechLines(body)) {
      // What comes after that is read, so that the client can read its answer, and goes nowhere.
      if (this.#silenced) continue
      const { last = false, interruptible } = line
      const text = textOf(line)
      if (text === '' && !last) continue
      said = (said + text).slice(-LOOK_BACK - text.length)
      requireSpeakable(said)
      const reply = { by: this.#by, way: 'stream' as const, turn: this.#turn, text, last, interruptible }
      const { verdict, turn } = await speakTurn(this.#deps, this.#callId, reply)
      if (this.#silenced) continue
      this.#open = verdict === 'accepted' && !last
      if (verdict !== 'accepted') return verdict === 'late' ? 'late' : 'ended'
      this.#turn ??= turn
      write({ accepted: ++accepted })
    }
    return 'spoken'
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
