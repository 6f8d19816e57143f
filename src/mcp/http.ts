import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http'
import { rpcError } from './protocol.ts'

/** What the doors read of an HTTP request. */
export interface DoorRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly raw: IncomingMessage
}

/** What the doors need of an HTTP reply; a reply of Fastify is one. */
export interface DoorReply {
  readonly raw: ServerResponse
  readonly sent: boolean
  code(status: number): DoorReply
  header(name: string, value: string): DoorReply
  getHeaders(): Record<string, OutgoingHttpHeader | undefined>
  /** Leaves the raw response to the caller. */
  hijack(): unknown
  send(body?: unknown): unknown
}

/** Refuses a request with an HTTP status and a JSON-RPC error. */
export function refuse(reply: DoorReply, status: number, code: number, message: string): void {
  reply.code(status).send(rpcError(code, message))
}
