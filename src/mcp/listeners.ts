import type { ServerResponse } from 'node:http'
import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server'
import { Credentials } from './credentials.ts'
import type { Principal } from './principal.ts'
import type { Connectable } from './protocol.ts'

/** One open `subscriptions/listen` stream. */
export interface Listener {
  readonly credentials: Credentials
  close(): Promise<void>
}

interface Entry {
  handler: McpHttpHandler
  open: Set<Listener>
  unwatch(): void
}

/** What listeners need. */
export interface ListenerSettings {
  serve(): Connectable
  /** Starts to tell of this caller's resources; returns what stops it. */
  watch(principal: Principal): () => void
  onError(error: Error): void
}

/** Open `subscriptions/listen` streams, kept apart by owner so that no one learns when another's inbox changes. */
export class Listeners {
  readonly #byOwner = new Map<string, Entry>()
  readonly #settings: ListenerSettings

  constructor(settings: ListenerSettings) {
    this.#settings = settings
  }

  /** The SDK handler that serves this owner's streams; it is let go when the last of them has closed. */
  of(principal: Principal, response: ServerResponse): McpHttpHandler {
    const owner = principal.clientId
    const entry = this.#byOwner.get(owner) ?? this.#enter(principal)
    const listener = { credentials: new Credentials(principal), close: async () => void response.destroy() }
    entry.open.add(listener)
    response.once('close', () => {
      entry.open.delete(listener)
      if (entry.open.size > 0 || this.#byOwner.get(owner) !== entry) return
      this.#byOwner.delete(owner)
      entry.unwatch()
    })
    return entry.handler
  }

  /** Every open stream. */
  all(): Listener[] {
    return [...this.#byOwner.values()].flatMap(({ open }) => [...open])
  }

  /** Tells this owner's listeners that a resource has changed. */
  resourceUpdated(owner: string, uri: string): void {
    this.#byOwner.get(owner)?.handler.notify.resourceUpdated(uri)
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    await Promise.all([...this.#byOwner.values()].map(({ handler }) => handler.close()))
  }

  #enter(principal: Principal): Entry {
    const { serve, watch, onError } = this.#settings
    const handler = createMcpHandler(serve, { legacy: 'reject', onerror: onError })
    const entry: Entry = { handler, open: new Set(), unwatch: watch(principal) }
    this.#byOwner.set(principal.clientId, entry)
    return entry
  }
}
