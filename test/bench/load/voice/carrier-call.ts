import { setTimeout as delay } from 'node:timers/promises'
import WebSocket from 'ws'
import { answerTo } from './agent.ts'

/** How one question was answered. Instants are those of `performance.now()`. */
export interface Heard {
  question: string
  askedAt: number
  /** When each token came. */
  tokensAt: number[]
  /** When the caller spoke over it. */
  cutAt?: number
}

interface Listening extends Heard {
  said: string
  begun: PromiseWithResolvers<void>
  whole: PromiseWithResolvers<void>
}

/** Longest that a caller waits for the end of an answer, in milliseconds. */
const PATIENCE_MS = 20_000
/** How often a caller who waits shows that he speaks, in milliseconds; after a minute without he counts as silent. */
const SPEAKS_ON_MS = 20_000
/** From the last token until the caller has heard it all, in milliseconds: he listens faster than people do. */
const HEARING_MS = 300

/** One call at the carrier's side of its socket: asks, and checks that what is said answers what was asked. */
export class CarrierCall {
  readonly #socket: WebSocket
  readonly #name: string
  #asked = 0
  #waiting: NodeJS.Timeout | undefined
  #listening: Listening | undefined
  /** Something came that nobody had asked for, or the socket was lost. */
  #problem: Error | undefined

  private constructor(socket: WebSocket, name: string) {
    this.#socket = socket
    this.#name = name
    socket.on('message', (frame) => this.#receive(String(frame)))
    socket.on('close', (code) => this.#fail(`the socket was closed with ${code}`))
  }

  /** Opens the socket of a call and tells who is there. */
  static async open(url: string, headers: Record<string, string>, sid: string): Promise<CarrierCall> {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: 10_000 })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const call = new CarrierCall(socket, sid.slice(2, 10))
    call.#send({
      type: 'setup',
      sessionId: `VX${sid.slice(2)}`,
      callSid: sid,
      from: '+14155570100',
      direction: 'inbound'
    })
    call.#tell('agentSpeaking', 'on')
    call.#tell('agentSpeaking', 'off')
    call.wait()
    return call
  }

  /** How many questions were asked. */
  get turns(): number {
    return this.#asked
  }

  /** The caller goes on speaking: nobody is asked to break the silence. */
  wait(): void {
    clearInterval(this.#waiting)
    this.#tell('clientSpeaking', 'on')
    this.#waiting = setInterval(() => this.#tell('clientSpeaking', 'on'), SPEAKS_ON_MS)
  }

  /** Asks and hears the whole answer, or `cutAfterMs` of it from its first token on. @throws Error for a wrong answer and for none. */
  async ask(cutAfterMs?: number): Promise<Heard> {
    clearInterval(this.#waiting)
    if (this.#problem) throw this.#problem
    const question = `question ${++this.#asked} of ${this.#name}`
    const [begun, whole] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const listening: Listening = { question, said: '', askedAt: performance.now(), tokensAt: [], begun, whole }
    this.#listening = listening
    const late = setTimeout(() => this.#fail(`no whole answer to ${question}`), PATIENCE_MS)
    this.#send({ type: 'prompt', voicePrompt: question, lang: 'en-US', last: true })
    whole.promise.catch(() => undefined)
    await begun.promise
    await Promise.race([whole.promise, ...(cutAfterMs === undefined ? [] : [delay(cutAfterMs)])])
    clearTimeout(late)
    if (listening === this.#listening) await this.#cut(listening)
    else await this.#hear(listening)
    return listening
  }

  /** The caller hangs up. */
  async hangUp(): Promise<void> {
    clearInterval(this.#waiting)
    this.#socket.removeAllListeners('close')
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#socket.close(1000)
    await closed
  }

  /** As carriers tell it when an answer is spoken to its end. */
  async #hear({ said }: Listening): Promise<void> {
    this.#tell('agentSpeaking', 'on')
    await delay(HEARING_MS)
    this.#tell('tokensPlayed', said)
    this.#tell('agentSpeaking', 'off')
  }

  /** The caller speaks over the answer; all that still comes of it until he asks again is written down. */
  async #cut(listening: Listening): Promise<void> {
    listening.cutAt = performance.now()
    this.#send({ type: 'interrupt', utteranceUntilInterrupt: listening.said, durationUntilInterruptMs: 100 })
    this.#tell('agentSpeaking', 'off')
    await delay(HEARING_MS)
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as { type: string; token?: string; last?: boolean; preemptible?: boolean }
    const listening = this.#listening
    // What is said to fill a pause is no answer: the caller goes on waiting, and the time shows it.
    if (frame.type !== 'text' || frame.preemptible) return
    if (!listening) {
      this.#fail(`said without a question: ${text}`)
      return
    }
    if (frame.token) listening.tokensAt.push(performance.now())
    listening.begun.resolve()
    listening.said += frame.token ?? ''
    const expected = answerTo(listening.question)
    if (!expected.startsWith(listening.said.slice(0, expected.length)))
      this.#fail(`${listening.question} was answered by ${text}`)
    if (!frame.last || listening.cutAt !== undefined) return
    this.#listening = undefined
    listening.whole.resolve()
  }

  #fail(problem: string): void {
    clearInterval(this.#waiting)
    this.#problem ??= new Error(problem)
    this.#listening?.begun.reject(this.#problem)
    this.#listening?.whole.reject(this.#problem)
  }

  #tell(name: string, value: string): void {
    this.#send({ type: 'info', name, value })
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame))
  }
}
