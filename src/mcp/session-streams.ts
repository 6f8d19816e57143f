import { type EventStore, MemoryEventStore } from './event-store.ts'
import { EventStream } from './event-stream.ts'
import type { DoorReply } from './http.ts'
import type { Pulse } from './pulse.ts'

const STANDALONE = 'get'

/** What sessions of one process share. */
export interface SessionSettings {
  pulse: Pulse
  /** Milliseconds a client should wait before it resumes a stream. */
  retryMs: number
  /** Answer every call by a stream, resumable from its start, instead of only the slow and the talkative ones. */
  eager: boolean
}

/** The streams of one session: the standalone one and those of its unfinished calls. Costs nothing until the first is needed. */
export class SessionStreams {
  #streams: Map<string, EventStream> | undefined
  #events: EventStore | undefined
  #count = 0
  readonly #headers: Record<string, string>
  readonly #settings: SessionSettings
  readonly #onGone: () => void

  constructor(sessionId: string, settings: SessionSettings, onGone: () => void) {
    this.#headers = { 'mcp-session-id': sessionId }
    this.#settings = settings
    this.#onGone = onGone
  }

  /** Whether the client listens on any stream. */
  get live(): boolean {
    for (const stream of this.#streams?.values() ?? []) if (stream.live) return true
    return false
  }

  /** Whether the client listens on the stream that belongs to no call. */
  get listens(): boolean {
    return this.#streams?.get(STANDALONE)?.live ?? false
  }

  /** The stream that belongs to no call. */
  get standalone(): EventStream {
    return this.#get(STANDALONE)
  }

  /** A new stream for one call. */
  next(): EventStream {
    return this.#get(`p${++this.#count}`)
  }

  /** Lets a finished stream go; what it said can still be replayed. */
  forget(stream: EventStream): void {
    this.#streams?.delete(stream.key)
  }

  /** Opens the standalone stream, or resumes any stream after the given event. Returns the HTTP status: 200 when it took over the reply. */
  listen(reply: DoorReply, lastEventId: string | undefined): 200 | 400 | 409 {
    const headers = this.#headers
    if (lastEventId === undefined) {
      if (this.standalone.live) return 409
      this.standalone.open(reply, { headers }, this.#onGone)
      return 200
    }
    const missed = this.#events?.after(lastEventId)
    if (!missed) return 400
    const running = missed.stream === STANDALONE ? this.standalone : this.#streams?.get(missed.stream)
    const stream = running ?? new EventStream(missed.stream, this.#settings.pulse)
    stream.open(reply, { headers, replay: missed.events }, this.#onGone)
    if (!running) stream.drop()
    return 200
  }

  /** Ends all streams and forgets what they said. */
  close(): void {
    for (const stream of this.#streams?.values() ?? []) stream.drop()
    this.#streams = undefined
    this.#events = undefined
  }

  #get(key: string): EventStream {
    this.#streams ??= new Map()
    const known = this.#streams.get(key)
    if (known) return known
    this.#events ??= new MemoryEventStore()
    const stream = new EventStream(key, this.#settings.pulse, this.#events)
    this.#streams.set(key, stream)
    return stream
  }
}
