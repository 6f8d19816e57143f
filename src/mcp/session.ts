import type { JSONRPCMessage, MessageExtraInfo, RequestId, TransportSendOptions } from '@modelcontextprotocol/server'
import type { Caller, Log } from '../deps.ts'
import type { Accepts } from './accepts.ts'
import { Credentials } from './credentials.ts'
import { Exchange } from './exchange.ts'
import { type DoorReply, refuse } from './http.ts'
import type { Principal } from './principal.ts'
import { isAnswer, isRequest, rpcError } from './protocol.ts'
import type { Member } from './roster.ts'
import { type SessionSettings, SessionStreams } from './session-streams.ts'

/** The first revision whose clients understand an event that has an id and no data. */
const PRIMED_SINCE = '2025-11-25'
const ID_IN_USE = 'Invalid Request: this id is in use by a call that has not been answered yet'

/** One 2025-era client: the transport under its own SDK server, with its POST exchanges and its standalone stream. */
export class Session implements Member {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void
  readonly sessionId: string
  readonly owner: string
  readonly credentials: Credentials
  readonly caller: Caller
  /** Carries the correlation id of the request that opened the session. */
  readonly log: Log
  topics?: Map<string, () => void>
  /** The second of the pulse at which the client was last heard of. */
  seen = 0
  #version = ''
  #closed = false
  #exchanges: Map<RequestId, Exchange> | undefined
  readonly #streams: SessionStreams
  readonly #settings: SessionSettings

  constructor(sessionId: string, principal: Principal, settings: SessionSettings) {
    this.sessionId = sessionId
    this.owner = principal.clientId
    this.log = principal.extra.log
    this.credentials = new Credentials(principal)
    this.caller = principal.extra.caller
    this.#settings = settings
    this.#streams = new SessionStreams(sessionId, settings, () => this.#touch())
    this.#touch()
  }

  get busy(): boolean {
    return (this.#exchanges?.size ?? 0) > 0 || this.#streams.live
  }

  /** Whether the client reads its standalone stream. */
  get listens(): boolean {
    return !this.#closed && this.#streams.listens
  }

  async start(): Promise<void> {}

  /** Called by the SDK once the version is negotiated. */
  setProtocolVersion(version: string): void {
    this.#version = version
  }

  /** Hands the messages of one POST to the server; the reply ends when every request among them is answered. */
  receive(messages: JSONRPCMessage[], batch: boolean, principal: Principal, accepts: Accepts, reply: DoorReply): void {
    const requests = messages.filter(isRequest)
    if (requests.length === 0) {
      for (const message of messages) this.#notified(message, principal)
      reply.code(202).send()
      return
    }
    this.#exchanges ??= new Map()
    const exchanges = this.#exchanges
    const ids = new Set(requests.map((request) => request.id))
    if (ids.size < requests.length || requests.some((request) => exchanges.has(request.id))) {
      refuse(reply, 400, -32600, ID_IN_USE)
      return
    }
    const { retryMs, eager, pulse } = this.#settings
    const opening = { headers: { 'mcp-session-id': this.sessionId }, retryMs, primed: this.#version >= PRIMED_SINCE }
    const streaming = { stream: () => this.#streams.next(), opening, eager }
    const exchange = new Exchange(reply, accepts, streaming, pulse, requests.length, batch)
    for (const id of ids) exchanges.set(id, exchange)
    const extra: MessageExtraInfo = { authInfo: principal }
    if (opening.primed && accepts.stream) extra.closeSSEStream = () => cut(exchange)
    for (const message of messages) this.onmessage?.(message, extra)
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (this.#closed) return
    if (isAnswer(message)) {
      const exchange = message.id === undefined ? undefined : this.#exchanges?.get(message.id)
      if (exchange && message.id !== undefined) this.#settle(message.id, exchange, () => exchange.answer(message))
      return
    }
    if (options?.relatedRequestId === undefined) return this.#streams.standalone.write(message)
    const told = this.#exchanges?.get(options.relatedRequestId)?.tell(message) ?? false
    if (told || !isRequest(message)) return // what a call says after it was cancelled reaches no one
    if (!this.#streams.standalone.live) throw new Error('This client reads no event stream, so it cannot be asked.')
    this.#streams.standalone.write(message)
  }

  /** Opens the standalone stream, or resumes any stream after the given event. Returns the HTTP status: 200 when it took over the reply. */
  listen(reply: DoorReply, lastEventId: string | undefined): 200 | 400 | 409 {
    return this.#streams.listen(reply, lastEventId)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const refusal = rpcError(-32001, 'Session not found')
    for (const exchange of new Set(this.#exchanges?.values())) exchange.abandon(404, refusal)
    this.#streams.close()
    this.#exchanges = undefined
    this.onclose?.()
  }

  /** Passes on what needs no answer. A cancelled call gets none either, so its exchange stops waiting for it. */
  #notified(message: JSONRPCMessage, principal: Principal): void {
    this.onmessage?.(message, { authInfo: principal })
    if (!('method' in message) || message.method !== 'notifications/cancelled') return
    const id = (message.params as { requestId?: RequestId } | undefined)?.requestId
    const exchange = id === undefined ? undefined : this.#exchanges?.get(id)
    if (id === undefined || !exchange) return
    queueMicrotask(() => {
      if (this.#exchanges?.get(id) === exchange) this.#settle(id, exchange, () => exchange.skip())
    })
  }

  #touch(): void {
    this.seen = this.#settings.pulse.now
  }

  #settle(id: RequestId, exchange: Exchange, finish: () => void): void {
    this.#touch()
    this.#exchanges?.delete(id)
    finish()
    if (exchange.done && exchange.stream) this.#streams.forget(exchange.stream)
  }
}

/** Lets a tool end its stream early; the client resumes it after `retryMs`. */
function cut(exchange: Exchange): void {
  exchange.stretch()
  exchange.stream?.drop()
}
