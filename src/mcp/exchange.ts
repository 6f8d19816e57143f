import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import type { Accepts } from './accepts.ts'
import type { EventStream, Opening } from './event-stream.ts'
import type { DoorReply } from './http.ts'
import type { Answer } from './protocol.ts'
import type { Pulse } from './pulse.ts'

/** What an exchange needs to become a stream. */
export interface Streaming {
  stream(): EventStream
  opening?: Opening
  /** Open the stream at once for every client that reads streams, instead of when it is needed. */
  eager?: boolean
}

/** The answering side of one POST: plain JSON if the answer comes first, a stream from the first message before it or after a second. */
export class Exchange {
  readonly born: number
  stream: EventStream | undefined
  #left: number
  readonly #answers: Answer[] = []
  readonly #batch: boolean
  /** Gone once it is sent: what lists the exchange is old memory, which would keep the whole request until a full collection. */
  #reply: DoorReply | undefined
  readonly #accepts: Accepts
  readonly #streaming: Streaming
  readonly #pulse: Pulse

  constructor(reply: DoorReply, accepts: Accepts, streaming: Streaming, pulse: Pulse, requests = 1, batch = false) {
    this.#reply = reply
    this.#accepts = accepts
    this.#streaming = streaming
    this.#pulse = pulse
    this.#left = requests
    this.#batch = batch
    this.born = pulse.now
    if (!accepts.json || (streaming.eager && accepts.stream)) this.#open()
    else if (accepts.stream) pulse.waiting.add(this)
  }

  /** Whether every request has its answer, or none is expected any more. */
  get done(): boolean {
    return this.#left === 0
  }

  /** Sends a message that comes before the answer; false when this client reads JSON only. */
  tell(message: JSONRPCMessage): boolean {
    if (!this.stream && !this.#accepts.stream) return false
    const stream = this.stream ?? this.#open()
    stream.write(message)
    return true
  }

  /** Delivers one answer; the last one ends the response, with this HTTP status if it is still free to choose. */
  answer(message: Answer, status = 200): void {
    this.#left--
    if (this.stream) {
      this.stream.write(message)
      if (this.done) this.stream.drop()
      return
    }
    if (this.#batch) this.#answers.push(message)
    if (!this.done) return
    this.#pulse.waiting.delete(this)
    this.#send(status, this.#batch ? this.#answers : message)
  }

  /** Turns a slow exchange into a stream, so that it can be kept alive and resumed. */
  stretch(): void {
    if (!this.#reply || this.#reply.sent) this.#pulse.waiting.delete(this)
    else if (!this.stream && !this.done) this.#open()
  }

  /** Expects one answer less, because its call was cancelled. */
  skip(): void {
    this.#left--
    if (!this.done) return
    this.#pulse.waiting.delete(this)
    if (this.stream) this.stream.drop()
    else if (this.#answers.length > 0) this.#send(200, this.#answers)
    else this.#take()?.code(202).send()
  }

  /** Ends the response without the missing answers, with this refusal if nothing was sent yet. */
  abandon(status: number, refusal: object): void {
    if (this.done) return
    this.#left = 0
    this.#pulse.waiting.delete(this)
    if (this.stream) this.stream.drop()
    else if (this.#reply?.raw.destroyed === false) this.#send(status, refusal)
  }

  #send(status: number, body: object): void {
    const reply = this.#take()?.code(status).header('content-type', 'application/json; charset=utf-8')
    reply?.send(JSON.stringify(body))
  }

  #take(): DoorReply | undefined {
    const reply = this.#reply
    this.#reply = undefined
    return reply
  }

  #open(): EventStream {
    this.#pulse.waiting.delete(this)
    const stream = this.#streaming.stream()
    this.stream = stream
    const reply = this.#take()
    if (reply) stream.open(reply, this.#streaming.opening)
    for (const answer of this.#answers.splice(0)) stream.write(answer)
    return stream
  }
}
