import { toWebRequest } from '@modelcontextprotocol/node'
import {
  classifyInboundRequest,
  createMcpHandler,
  type JSONRPCRequest,
  type McpHttpHandler
} from '@modelcontextprotocol/server'
import { acceptsOf } from './accepts.ts'
import { EventStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'
import type { DoorReply, DoorRequest } from './http.ts'
import { type ListenerSettings, Listeners } from './listeners.ts'
import { ModernWire } from './modern-wire.ts'
import type { Principal } from './principal.ts'
import { MODERN } from './protocol.ts'
import type { Pulse } from './pulse.ts'

/** Methods whose `Mcp-Name` header must repeat a parameter, and which one. */
const NAMED: Record<string, 'name' | 'uri'> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

/** What the stateless door needs. */
export interface ModernSettings extends ListenerSettings {
  pulse: Pulse
}

/**
 * Protocol 2026-07-28 on POST. A request that is right in every header goes straight to the one shared server; everything
 * else (wrong or missing headers, notifications, subscriptions) goes to the SDK's handler, which knows every refusal of the
 * specification by heart.
 */
export class ModernDoor {
  readonly listeners: Listeners
  readonly #wire = new ModernWire()
  readonly #rare: McpHttpHandler
  readonly #settings: ModernSettings

  constructor(settings: ModernSettings) {
    this.#settings = settings
    this.listeners = new Listeners(settings)
    this.#rare = createMcpHandler(settings.serve, { legacy: 'reject', onerror: settings.onError })
  }

  /** Connects the shared server; call once before the first request. */
  async start(): Promise<void> {
    await this.#settings.serve().connect(this.#wire)
  }

  /** Serves one POST. */
  async post(request: DoorRequest, reply: DoorReply, principal: Principal): Promise<void> {
    const message = request.body as JSONRPCRequest
    if (this.#isPlain(request)) return this.#call(message, request, reply, principal)
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const web = await toWebRequest(request.raw, request.body, { signal: gone.signal })
    const listens = message?.method === 'subscriptions/listen'
    const door = listens ? this.listeners.of(principal, reply.raw) : this.#rare
    reply.send(await door.fetch(web, { authInfo: principal, parsedBody: request.body }))
  }

  /** Ends all calls and subscriptions. */
  async close(): Promise<void> {
    await Promise.all([this.#wire.close(), this.#rare.close(), this.listeners.close()])
  }

  #call(message: JSONRPCRequest, request: DoorRequest, reply: DoorReply, principal: Principal): void {
    const { pulse } = this.#settings
    let inner = 0
    const accepts = acceptsOf(request.headers.accept ?? '*/*')
    const exchange = new Exchange(reply, accepts, { stream: () => new EventStream('', pulse) }, pulse)
    reply.raw.once('close', () => {
      if (!exchange.done) this.#wire.cancel(inner)
    })
    inner = this.#wire.call(message, principal, exchange)
  }

  /** Whether this is a request that is right in every header and needs nothing but the shared server. */
  #isPlain({ headers, body }: DoorRequest): boolean {
    const route = classifyInboundRequest({
      httpMethod: 'POST',
      protocolVersionHeader: headers['mcp-protocol-version'] as string,
      mcpMethodHeader: headers['mcp-method'] as string,
      body
    })
    if (route.kind !== 'modern' || route.messageKind !== 'request') return false
    const { method, params } = route.message
    if (route.classification.revision !== MODERN || headers['mcp-protocol-version'] !== MODERN) return false
    if (headers['mcp-method'] !== method || method === 'subscriptions/listen') return false
    const named = NAMED[method]
    if (named === undefined) return headers['mcp-name'] === undefined
    const name = params?.[named]
    return typeof name === 'string' && headers['mcp-name'] === name && !name.startsWith('=?')
  }
}
