import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import { ack } from '../delivery/ack.ts'
import { type LineCall, nextTurn, onCut } from '../delivery/line.ts'
import { type LiveTurn, liveEvent } from '../delivery/live-events.ts'
import { absent, present } from '../delivery/presence.ts'
import type { Turn } from '../delivery/turn.ts'
import { waitForEvents, waitForLive } from '../delivery/wait.ts'
import type { Caller, Deps } from '../deps.ts'
import { sleep } from '../lib/clock.ts'
import type { EventView } from '../schemas/event-view.ts'
import { resolveAgent } from '../services/agents.ts'

const HEAD = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no'
}
/** How often a quiet stream shows that it lives, and its agent that it is within reach, in milliseconds. */
const HEARTBEAT_MS = 15_000
/** How long each look for events may wait, in milliseconds. */
const WAIT_MS = 50_000
const MAX_UNREAD_BYTES = 1024 * 1024
const LEASE = /^lse_[0-9A-HJKMNP-TV-Z]{26}$/

type Agent = Awaited<ReturnType<typeof resolveAgent>>

const schema = {
  operationId: 'streamEvents',
  summary: 'Streams what happens to an agent',
  description:
    'Server-sent events for agent frameworks. call.incoming, call.turn, call.interrupted and call.ended come as they happen on live calls; answer a call.turn with POST /v1/calls/{callId}/speech under the same token. Inbox events follow, the last of each batch with an id: POST /v1/events/ack with it acknowledges all that came so far, as does connecting again with it as Last-Event-ID; what is not acknowledged within 60 seconds comes again.',
  produces: ['text/event-stream'],
  querystring: Type.Object({
    agentId: Type.Optional(Type.String({ description: 'Whose events; the agent of the token by default.' }))
  }),
  response: { 200: { description: 'Events', content: { 'text/event-stream': { schema: Type.String() } } } }
}

/** What the stream asks of the plugin that mounts it. */
export interface StreamDoor {
  callerOf(request: object): Caller
  /** Keeps a stream that must end when its token does, or the server; returns what forgets it. */
  keep(request: object, end: () => void): () => void
}

/** Serves `GET /v1/events/stream` to callers that the hooks of this scope let in. */
export function serveEventsStream(app: FastifyInstance, deps: Deps, door: StreamDoor): void {
  app.get<{ Querystring: { agentId?: string } }>(
    '/v1/events/stream',
    { schema, exposeHeadRoute: false },
    async (request, reply) => {
      const caller = door.callerOf(request)
      const agent = await resolveAgent(deps, caller, request.query.agentId)
      const lastId = request.headers['last-event-id']
      if (typeof lastId === 'string' && LEASE.test(lastId)) await ack(deps, agent, lastId)
      const stream = new AgentStream(deps, caller, agent, reply)
      const forget = door.keep(request, () => stream.end())
      stream.run().then(forget, (err: unknown) => {
        forget()
        stream.end()
        request.log.error({ event: 'bug', err }, 'a stream of events failed')
      })
      return reply
    }
  )
}

/** One open stream of an agent, which listens on each call that it was given. */
class AgentStream {
  readonly #deps: Deps
  readonly #caller: Caller
  readonly #agent: Agent
  readonly #socket: ServerResponse
  readonly #gone = new AbortController()
  readonly #attended = new Map<string, Promise<void>>()
  /** The newest turn of each call that was told: it may come over the line and from its row. */
  readonly #told = new Map<string, number>()
  readonly #id: string

  constructor(deps: Deps, caller: Caller, agent: Agent, reply: FastifyReply) {
    this.#deps = deps
    this.#caller = caller
    this.#agent = agent
    this.#socket = reply.raw
    this.#id = reply.request.id
    reply.hijack()
    this.#socket.once('close', () => this.#gone.abort())
    this.#socket.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...HEAD })
    this.#socket.write(': here\n\n')
  }

  /** Ends the response; what runs for it comes to its end. */
  end(): void {
    this.#gone.abort()
    this.#socket.end()
  }

  /** Resolves when the stream has ended and nothing of it runs any more. */
  async run(): Promise<void> {
    try {
      await Promise.all([this.#beat(), this.#live(), this.#inbox()])
      await Promise.all(this.#attended.values())
    } finally {
      // It has listened on calls under its token: of that, too, nothing is left.
      for (const id of [this.#id, this.#caller.tokenId]) await absent(this.#deps, this.#agent.id, 'stream', id)
    }
  }

  async #beat(): Promise<void> {
    const { signal } = this.#gone
    while (!signal.aborted) {
      await present(this.#deps, this.#agent, 'stream', this.#id, 2 * HEARTBEAT_MS)
      await sleep(this.#deps.clock, HEARTBEAT_MS, signal)
      this.#put(': ping\n\n')
    }
  }

  async #live(): Promise<void> {
    const { signal } = this.#gone
    const listener = { by: this.#caller.tokenId, way: 'stream' as const }
    while (!signal.aborted) {
      const taken = await waitForLive(this.#deps, this.#agent, listener, { max: 20 }, WAIT_MS, signal)
      for (const live of taken) {
        this.#turn(live.event, live.turn)
        this.#attend(live)
      }
    }
  }

  async #inbox(): Promise<void> {
    const { signal } = this.#gone
    while (!signal.aborted) {
      const { events, lease } = await waitForEvents(this.#deps, this.#agent, { max: 20 }, WAIT_MS, signal)
      const newest = events.at(-1)
      // With its id all of them are acknowledged: who lost some of them on the way has not seen it.
      for (const event of events) this.#event(event.kind, event, event === newest ? (lease ?? undefined) : undefined)
    }
  }

  #attend({ call, turn }: LiveTurn): void {
    const { id, orgId, agentId, contact, ownAddress, conversationId } = call
    if (this.#attended.has(id)) return
    // Kept as long as the call lasts: no more than is needed.
    const kept = { id, orgId, agentId, contact, ownAddress, conversationId }
    const work = this.#hold(kept, turn.number).finally(() => {
      this.#attended.delete(id)
      this.#told.delete(id)
    })
    this.#attended.set(id, work)
  }

  /** Tells of everything on one call until it is over. */
  async #hold(call: LineCall & Parameters<typeof liveEvent>[0], first: number): Promise<void> {
    const { signal } = this.#gone
    const callId = call.id
    const stop = onCut(this.#deps, callId, (turn, heard) => this.#event('call.interrupted', { callId, turn, heard }))
    const listener = { by: this.#caller.tokenId, way: 'stream' as const, signal, waitMs: WAIT_MS }
    try {
      for (let after = first; !signal.aborted; ) {
        const turn = await nextTurn(this.#deps, call, { ...listener, after })
        if (turn === 'ended') return this.#event('call.ended', { callId })
        if (turn === undefined) continue
        after = turn.number
        this.#turn(liveEvent(call, `${callId}.${after}`, turn), turn)
      }
    } finally {
      stop()
    }
  }

  #turn(event: EventView, { callId, number }: Turn): void {
    if (number <= (this.#told.get(callId) ?? -1)) return
    this.#told.set(callId, number)
    this.#event(event.kind, { ...event, turn: number })
  }

  #event(name: string, content: object, id?: string): void {
    this.#put(`event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(content)}\n\n`)
  }

  #put(text: string): void {
    if (this.#gone.signal.aborted) return
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) this.#socket.destroy()
    else this.#socket.write(text)
  }
}
