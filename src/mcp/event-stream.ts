import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import type { EventStore, StoredEvent } from './event-store.ts'
import type { DoorReply } from './http.ts'
import type { Pulse } from './pulse.ts'

const HEAD = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no'
}
/** Unread bytes after which a reader is cut off, so that a stuck one cannot fill the memory; it may resume. */
const MAX_UNREAD_BYTES = 1024 * 1024

/** How a stream starts on a new socket. */
export interface Opening {
  headers?: Record<string, string>
  /** Milliseconds the client should wait before it reconnects. */
  retryMs?: number
  /** Write an id before the first message, so that a stream cut early can be resumed (clients since 2025-11-25). */
  primed?: boolean
  /** Events to write before anything new. */
  replay?: StoredEvent[]
}

/** A stream of server-sent events that outlives its socket: with a store, what is written while no one listens is replayed. */
export class EventStream {
  readonly key: string
  readonly #pulse: Pulse
  readonly #store: EventStore | undefined
  #socket: ServerResponse | undefined
  #onGone: (() => void) | undefined
  /** Marks the place in the store after which nothing reached a socket; whoever opens the stream next gets it. */
  #missedAfter: string | undefined

  constructor(key: string, pulse: Pulse, store?: EventStore) {
    this.key = key
    this.#pulse = pulse
    this.#store = store
  }

  /** Whether someone listens. */
  get live(): boolean {
    return this.#socket !== undefined
  }

  /** Starts the response on this reply, in place of an earlier one. Headers that hooks have set are kept. */
  open(reply: DoorReply, opening: Opening = {}, onGone?: () => void): void {
    this.drop()
    reply.hijack()
    const socket = reply.raw
    if (socket.destroyed || socket.headersSent) return
    const headers = { ...reply.getHeaders(), ...HEAD, ...opening.headers } as OutgoingHttpHeaders
    socket.writeHead(200, headers)
    this.#socket = socket
    this.#onGone = onGone
    this.#pulse.streams.add(this)
    socket.once('close', () => this.#gone(socket))
    const first = this.#first(opening)
    if (first === '') socket.flushHeaders()
    else socket.write(first)
  }

  /** Sends a message to whoever listens, and keeps it for a replay if there is a store. */
  write(message: JSONRPCMessage): void {
    const text = JSON.stringify(message)
    if (!this.live) this.#missedAfter ??= this.#store?.append(this.key, '')
    const id = this.#store?.append(this.key, text)
    this.#put(frame(text, id))
  }

  /** Sends one named event that is not a JSON-RPC message. */
  writeNamed(event: string, text: string): void {
    this.#put(`event: ${event}\ndata: ${text}\n\n`)
  }

  /** Keeps proxies from closing a quiet stream. */
  ping(): void {
    this.#put(': ping\n\n')
  }

  /** Ends the response; the stream can be opened again. */
  drop(): void {
    const socket = this.#socket
    if (!socket) return
    this.#onGone = undefined
    this.#gone(socket)
    socket.end()
  }

  #first({ primed, retryMs, replay }: Opening): string {
    const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`
    const prime = primed && this.#store ? `id: ${this.#store.append(this.key, '')}\n${retry}data: \n\n` : ''
    const events = replay ?? this.#missed()
    this.#missedAfter = undefined
    return prime + events.map((event) => frame(event.text, event.id)).join('')
  }

  #missed(): StoredEvent[] {
    return this.#missedAfter === undefined ? [] : (this.#store?.after(this.#missedAfter)?.events ?? [])
  }

  #put(text: string): void {
    const socket = this.#socket
    if (!socket) return
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy()
    else socket.write(text)
  }

  #gone(socket: ServerResponse): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#pulse.streams.delete(this)
    this.#onGone?.()
  }
}

const frame = (text: string, id: string | undefined): string =>
  id === undefined ? `event: message\ndata: ${text}\n\n` : `event: message\nid: ${id}\ndata: ${text}\n\n`
