import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'

/** Receives what is published on a topic. */
type Listener = (message: unknown) => void

/** Answers what is asked on a topic; undefined leaves it to others. */
type Answerer = (message: unknown) => unknown

/** Messages between those who hold a call and those who answer it, in this process at once, between replicas sealed. */
interface Exchange {
  /** Reaches every listener of the topic, on every replica; lost where the bus is cut. */
  publish(topic: string, message: object): void
  /** Calls back for each message until the returned function is called. */
  subscribe(topic: string, listener: Listener): () => void
  /** The first answer, of this process if anybody here has one; undefined after `timeoutMs` or an abort. */
  ask(topic: string, message: object, timeoutMs: number, signal?: AbortSignal): Promise<unknown>
  /** Answers questions of this topic until the returned function is called. */
  answerTo(topic: string, answerer: Answerer): () => void
  /** Whether somebody in this process answers to the topic. */
  answersHere(topic: string): boolean
}

/** What goes over the bus: a message, with the id of the question where it is one. */
interface Envelope {
  message: unknown
  question?: string
}

type Needs = Pick<Deps, 'bus' | 'clock' | 'log' | 'sealer'>

const exchanges = new WeakMap<Deps['bus'], Exchange>()

/** The exchange of this process; one for each bus. */
export function exchangeOf(deps: Needs): Exchange {
  const exchange = exchanges.get(deps.bus) ?? new BusExchange(deps)
  exchanges.set(deps.bus, exchange)
  return exchange
}

interface Party {
  listeners: Set<Listener>
  answerers: Set<Answerer>
  stop(): void
}

class BusExchange implements Exchange {
  readonly #deps: Needs
  readonly #me = newId('rep')
  readonly #parties = new Map<string, Party>()
  readonly #questions = new Map<string, (answer: unknown) => void>()
  #answersCome = false

  constructor(deps: Needs) {
    this.#deps = deps
  }

  publish(topic: string, message: object): void {
    const listeners = this.#parties.get(topic)?.listeners ?? []
    for (const listener of listeners) queueMicrotask(() => this.#hear(listener, message))
    this.#post(topic, { message })
  }

  subscribe(topic: string, listener: Listener): () => void {
    const party = this.#party(topic)
    party.listeners.add(listener)
    return () => {
      party.listeners.delete(listener)
      this.#leave(topic, party)
    }
  }

  answerTo(topic: string, answerer: Answerer): () => void {
    const party = this.#party(topic)
    party.answerers.add(answerer)
    return () => {
      party.answerers.delete(answerer)
      this.#leave(topic, party)
    }
  }

  answersHere(topic: string): boolean {
    return (this.#parties.get(topic)?.answerers.size ?? 0) > 0
  }

  async ask(topic: string, message: object, timeoutMs: number, signal?: AbortSignal): Promise<unknown> {
    for (const answerer of this.#parties.get(topic)?.answerers ?? []) {
      const answer = await unlessAborted(this.#answer(answerer, message), signal)
      if (answer !== undefined) return answer
    }
    if (signal?.aborted) return undefined
    if (!this.#answersCome) {
      this.#answersCome = true
      this.#deps.bus.subscribe(answersTopic(this.#me), (payload) => this.#answered(payload))
    }
    const question = newId('req')
    return new Promise((resolve) => {
      const finish = (answer?: unknown) => {
        cancel()
        signal?.removeEventListener('abort', abort)
        this.#questions.delete(question)
        resolve(answer)
      }
      const abort = () => finish()
      const cancel = this.#deps.clock.after(timeoutMs, abort)
      signal?.addEventListener('abort', abort, { once: true })
      this.#questions.set(question, finish)
      this.#post(topic, { message, question })
    })
  }

  #party(topic: string): Party {
    const known = this.#parties.get(topic)
    if (known) return known
    const stop = this.#deps.bus.subscribe(topic, (payload) => this.#received(topic, payload))
    const party: Party = { listeners: new Set(), answerers: new Set(), stop }
    this.#parties.set(topic, party)
    return party
  }

  #leave(topic: string, party: Party): void {
    if (party.listeners.size + party.answerers.size > 0 || this.#parties.get(topic) !== party) return
    this.#parties.delete(topic)
    party.stop()
  }

  #received(topic: string, payload: string): void {
    const party = this.#parties.get(topic)
    const letter = this.#open(topic, payload)
    if (!party || !letter) return
    const { from, message, question } = letter
    if (question === undefined) {
      for (const listener of party.listeners) this.#hear(listener, message)
      return
    }
    for (const answerer of party.answerers)
      void this.#answer(answerer, message).then((answer) => {
        if (answer !== undefined) this.#post(answersTopic(from), { message: answer, question })
      })
  }

  #answered(payload: string): void {
    const letter = this.#open(answersTopic(this.#me), payload)
    if (letter?.question !== undefined) this.#questions.get(letter.question)?.(letter.message)
  }

  /** What this process sent itself has reached everybody here already. */
  #open(topic: string, payload: string): (Envelope & { from: string }) | undefined {
    const at = payload.indexOf(' ')
    const from = payload.slice(0, at)
    if (from === this.#me) return undefined
    try {
      return { ...(JSON.parse(this.#deps.sealer.open(payload.slice(at + 1), topic)) as Envelope), from }
    } catch (err) {
      this.#deps.log.warn({ event: 'exchange_unreadable', err }, 'a message of another replica was sealed otherwise')
      return undefined
    }
  }

  #post(topic: string, envelope: Envelope): void {
    const { bus, sealer, log } = this.#deps
    bus
      .publish(topic, `${this.#me} ${sealer.seal(JSON.stringify(envelope), topic)}`)
      .catch((err: unknown) => log.warn({ event: 'exchange_unsent', err }, 'other replicas were not told'))
  }

  #hear(listener: Listener, message: unknown): void {
    try {
      listener(message)
    } catch (err) {
      this.#deps.log.error({ event: 'exchange_failed', err }, 'a listener failed')
    }
  }

  async #answer(answerer: Answerer, message: unknown): Promise<unknown> {
    try {
      return await answerer(message)
    } catch (err) {
      this.#deps.log.error({ event: 'exchange_failed', err }, 'a question was not answered')
      return undefined
    }
  }
}

function unlessAborted(answer: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (!signal) return answer
  return new Promise((resolve) => {
    const abort = () => resolve(undefined)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    return answer.then((given) => {
      signal.removeEventListener('abort', abort)
      resolve(given)
    })
  })
}

const answersTopic = (replica: string): string => `answers:${replica}`
