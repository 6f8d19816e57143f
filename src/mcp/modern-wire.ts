import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  type MessageClassification,
  PerRequestHTTPServerTransport,
  type RequestId,
  type TransportSendOptions
} from '@modelcontextprotocol/server'
import type { Exchange } from './exchange.ts'
import type { Principal } from './principal.ts'
import { isAnswer, MODERN, rpcError } from './protocol.ts'

const CLASSIFICATION: MessageClassification = { era: 'modern', revision: MODERN }
/** HTTP status of errors that the protocol layer answers before any handler runs. */
const GATE_STATUS: Record<number, number> = {
  [-32700]: 400,
  [-32600]: 400,
  [-32601]: 404,
  [-32020]: 400,
  [-32021]: 400,
  [-32022]: 400
}
/** The one error whose status the specification fixes wherever it comes from. */
const MISSING_CAPABILITY = -32021

interface Call {
  id: RequestId
  exchange: Exchange
}

/**
 * Carries all 2026-07-28 calls of this process to one SDK server, whoever makes them. The revision has no session, so a
 * server holds nothing of a client: caller, capabilities and state travel with each request. Ids are replaced by our own,
 * since two clients may use the same one. It extends the SDK's per-request transport because connecting one is what binds
 * a server to the revision.
 */
export class ModernWire extends PerRequestHTTPServerTransport {
  readonly #calls = new Map<RequestId, Call>()
  #last = 0
  #atGate = false

  constructor() {
    super({ classification: CLASSIFICATION })
  }

  override async start(): Promise<void> {}

  /** Starts one call and returns its inner id; what the server says to it goes to the exchange. */
  call(message: JSONRPCRequest, principal: Principal, exchange: Exchange): number {
    const inner = ++this.#last
    this.#calls.set(inner, { id: message.id, exchange })
    this.#atGate = true
    try {
      const renamed = { jsonrpc: '2.0', id: inner, method: message.method, params: message.params } as JSONRPCMessage
      this.onmessage?.(renamed, { classification: CLASSIFICATION, authInfo: principal })
    } finally {
      this.#atGate = false
    }
    return inner
  }

  /** Aborts a call whose client went away; nothing is sent for it any more. */
  cancel(inner: number): void {
    const call = this.#calls.get(inner)
    if (!call) return
    this.#calls.delete(inner)
    call.exchange.abandon(499, {})
    const params = { requestId: inner, reason: 'The client closed the connection' }
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params } as JSONRPCMessage
    this.onmessage?.(cancelled, { classification: CLASSIFICATION })
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const answer = isAnswer(message)
    const inner = answer ? message.id : options?.relatedRequestId
    const call = inner === undefined ? undefined : this.#calls.get(inner)
    if (inner === undefined || !call) return // cancelled, or belongs to no call: this revision has no other channel
    if (!answer) return void call.exchange.tell(message)
    this.#calls.delete(inner)
    call.exchange.answer({ ...message, id: call.id }, this.#status(message))
  }

  override async close(): Promise<void> {
    const refusal = rpcError(-32000, 'The server is shutting down')
    for (const { exchange } of this.#calls.values()) exchange.abandon(503, refusal)
    this.#calls.clear()
    this.onclose?.()
  }

  #status(message: JSONRPCMessage): number {
    if (!('error' in message)) return 200
    const { code } = message.error
    return this.#atGate || code === MISSING_CAPABILITY ? (GATE_STATUS[code] ?? 200) : 200
  }
}
