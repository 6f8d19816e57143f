import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage
} from '@modelcontextprotocol/server'
import { type DoorReply, type DoorRequest, refuse } from './http.ts'
import { Line } from './line.ts'
import type { LineRelay } from './line-relay.ts'
import type { Principal } from './principal.ts'
import type { Connectable } from './protocol.ts'
import type { Pulse } from './pulse.ts'
import type { Roster } from './roster.ts'

/** What the legacy door needs. */
export interface LineSettings {
  serve(): Connectable
  roster: Roster
  pulse: Pulse
  relay: LineRelay
  /** Path that clients are told to post to. */
  messagesPath: string
  /** Sessions and lines of one owner at which a new line is refused. */
  maxPerOwner: number
}

/** Legacy HTTP+SSE: GET opens a stream that names a POST address, and every answer comes down the stream. */
export class LineDoor {
  readonly #settings: LineSettings

  constructor(settings: LineSettings) {
    this.#settings = settings
  }

  /** Opens a line and tells the client where to post; refuses an owner who has as much connected as he may. */
  async open(request: DoorRequest, reply: DoorReply, principal: Principal): Promise<void> {
    const { serve, roster, pulse, relay, messagesPath, maxPerOwner } = this.#settings
    if (roster.of(principal.clientId).size >= maxPerOwner)
      return refuse(reply, 503, -32000, 'Too many sessions; try again later')
    const line = new Line(relay.mint(), principal, request.headers.authorization === undefined, pulse)
    const detach = relay.attach(line.sessionId, ({ message, owner }) => line.take(message, owner))
    line.onclose = () => {
      detach()
      roster.remove(line)
    }
    await serve().connect(line)
    roster.add(line)
    line.stream.open(reply, {}, () => void line.close())
    line.stream.writeNamed('endpoint', `${messagesPath}?sessionId=${line.sessionId}`)
  }

  /** Whether a message without an Authorization header may come in: its session id must be one that a replica minted. */
  admits(sessionId: unknown): boolean {
    return this.#settings.relay.minted(String(sessionId ?? ''))
  }

  /** Takes one message for a line of the same owner, on whichever replica it is. */
  async message(request: DoorRequest, sessionId: unknown, reply: DoorReply, owner: string | undefined): Promise<void> {
    const { roster, relay } = this.#settings
    const { body } = request
    if (!isJSONRPCRequest(body) && !isJSONRPCNotification(body) && !isJSONRPCResponse(body))
      return refuse(reply, 400, -32600, 'Invalid Request: not a JSON-RPC message')
    const id = String(sessionId ?? '')
    const message = body as JSONRPCMessage
    const line = roster.get(id)
    const taken =
      line instanceof Line
        ? line.take(message, owner)
        : relay.minted(id) && (await relay.forward(id, { message, ...(owner !== undefined && { owner }) }))
    if (!taken) return refuse(reply, 404, -32001, 'Session not found')
    reply.code(202).send('Accepted')
  }
}
