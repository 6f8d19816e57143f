import type { JSONRPCMessage, MessageExtraInfo } from '@modelcontextprotocol/server'
import type { Caller } from '../deps.ts'
import { Credentials } from './credentials.ts'
import { EventStream } from './event-stream.ts'
import type { Principal } from './principal.ts'
import type { Pulse } from './pulse.ts'
import type { Member } from './roster.ts'

/** One client of the 2024-11-05 transport: everything the server says goes down its one stream. */
export class Line implements Member {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void
  readonly sessionId: string
  readonly owner: string
  readonly credentials: Credentials
  readonly busy = true
  readonly principal: Principal
  /** Whether this client could not send headers when it came, so that its unguessable session id must do from then on. */
  readonly headerless: boolean
  readonly stream: EventStream
  topics?: Map<string, () => void>
  #closed = false

  constructor(sessionId: string, principal: Principal, headerless: boolean, pulse: Pulse) {
    this.sessionId = sessionId
    this.owner = principal.clientId
    this.credentials = new Credentials(principal)
    this.principal = principal
    this.headerless = headerless
    this.stream = new EventStream('', pulse)
  }

  get caller(): Caller {
    return this.principal.extra.caller
  }

  get listens(): boolean {
    return this.stream.live
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    this.stream.write(message)
  }

  /** Takes one message of this caller, or of one without an Authorization header; false when it may not speak here. */
  take(message: JSONRPCMessage, owner: string | undefined): boolean {
    if (owner === undefined ? !this.headerless : owner !== this.owner) return false
    this.onmessage?.(message, { authInfo: this.principal })
    return true
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.stream.drop()
    this.onclose?.()
  }
}
