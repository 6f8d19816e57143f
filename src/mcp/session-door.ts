import {
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  SUPPORTED_PROTOCOL_VERSIONS
} from '@modelcontextprotocol/server'
import { acceptsOf } from './accepts.ts'
import { type DoorReply, type DoorRequest, refuse } from './http.ts'
import type { Principal } from './principal.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

const MAX_BATCH = 100
const NOT_A_MESSAGE = `Invalid Request: not a JSON-RPC message, or a batch of none or more than ${MAX_BATCH}`

/** Streamable HTTP of 2025-03-26 to 2025-11-25 on one URL: POST, GET and DELETE of sessions. */
export class SessionDoor {
  readonly #sessions: Sessions

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  /** Serves one POST: starts a session for `initialize`, hands anything else to the session its header names. */
  async post(request: DoorRequest, reply: DoorReply, principal: Principal): Promise<void> {
    const accepts = acceptsOf(request.headers.accept)
    if (!accepts.json && !accepts.stream)
      return refuse(reply, 406, -32000, 'Not Acceptable: accept application/json, text/event-stream or both')
    const batch = Array.isArray(request.body)
    const messages = (batch ? request.body : [request.body]) as JSONRPCMessage[]
    if (messages.length === 0 || messages.length > MAX_BATCH || !messages.every(isMessage))
      return refuse(reply, 400, -32600, NOT_A_MESSAGE)
    const session = messages.some(isInitialize)
      ? await this.#open(request, reply, principal, messages.length)
      : this.#find(request, reply, principal)
    if (!session) return
    // one correlation id for the whole session
    principal.extra.log = session.log
    session.receive(messages, batch, principal, accepts, reply)
  }

  /** Opens the standalone stream of a session, or resumes a stream of it after `Last-Event-ID`. */
  async get(request: DoorRequest, reply: DoorReply, principal: Principal): Promise<void> {
    if (!acceptsOf(request.headers.accept).stream)
      return refuse(reply, 406, -32000, 'Not Acceptable: the client must accept text/event-stream')
    const session = this.#find(request, reply, principal)
    if (!session) return
    const lastEventId = request.headers['last-event-id']
    const status = session.listen(reply, typeof lastEventId === 'string' ? lastEventId : undefined)
    if (status === 409) refuse(reply, 409, -32000, 'Conflict: this session has a standalone stream already')
    if (status === 400) refuse(reply, 400, -32000, 'This event id is unknown, or what followed it is no longer held')
  }

  /** Ends a session at its owner's wish. */
  async delete(request: DoorRequest, reply: DoorReply, principal: Principal): Promise<void> {
    const session = this.#find(request, reply, principal)
    if (!session) return
    await session.close()
    reply.code(200).send()
  }

  async #open(
    request: DoorRequest,
    reply: DoorReply,
    principal: Principal,
    messages: number
  ): Promise<Session | undefined> {
    if (messages > 1) return void refuse(reply, 400, -32600, 'Invalid Request: initialize cannot be part of a batch')
    if (request.headers['mcp-session-id'] !== undefined)
      return void refuse(reply, 400, -32600, 'Invalid Request: this session is initialized already')
    const session = await this.#sessions.open(principal)
    if (!session) return void refuse(reply, 503, -32000, 'Too many sessions; try again later')
    reply.header('mcp-session-id', session.sessionId)
    return session
  }

  /** The session this request names; answers the request itself when there is none. */
  #find(request: DoorRequest, reply: DoorReply, principal: Principal): Session | undefined {
    const id = request.headers['mcp-session-id']
    const version = request.headers['mcp-protocol-version']
    if (typeof id !== 'string') return void refuse(reply, 400, -32000, 'Bad Request: Mcp-Session-Id header is required')
    const session = this.#sessions.find(id, principal)
    if (!session) return void refuse(reply, 404, -32001, 'Session not found')
    if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(String(version)))
      return void refuse(reply, 400, -32000, `Bad Request: Unsupported protocol version: ${String(version)}`)
    return session
  }
}

/** The name is looked at first: a whole parse costs more than the rest of a call. */
const isInitialize = (message: JSONRPCMessage): boolean =>
  'method' in message && message.method === 'initialize' && isInitializeRequest(message)
const isMessage = (message: unknown): boolean =>
  isJSONRPCRequest(message) || isJSONRPCNotification(message) || isJSONRPCResponse(message)
