import type { Deps } from '../deps.ts'
import type { Credentials } from './credentials.ts'
import { LineDoor } from './line-door.ts'
import { LineRelay } from './line-relay.ts'
import { ModernDoor } from './modern-door.ts'
import type { Principal } from './principal.ts'
import type { Connectable } from './protocol.ts'
import { Pulse } from './pulse.ts'
import { ResourceWatch } from './resource-watch.ts'
import type { McpResource } from './resources.ts'
import { Roster } from './roster.ts'
import type { Subscriptions } from './server.ts'
import { SessionDoor } from './session-door.ts'
import { type SessionLimits, Sessions } from './sessions.ts'

/** Path that legacy clients post to. */
export const MESSAGES_PATH = '/messages'
const LIMITS: SessionLimits = { idleSeconds: 1800, maxSessions: 20_000, maxPerOwner: 500 }
/** Milliseconds after which a client that lost its stream should come back. */
const RETRY_MS = 1000
/** Beats between two looks at whether the tokens of open streams are still valid. */
const RECHECK_EVERY = 60

/** How the doors are set up. */
export interface DoorOptions {
  deps: Pick<Deps, 'bus' | 'clock' | 'config' | 'log'>
  resources: readonly McpResource[]
  /** Builds one unconnected SDK server that lists 2026-07-28 among its supported versions. */
  serve(subscriptions: Subscriptions): () => Connectable
  limits?: Partial<SessionLimits> | undefined
  /** Answer 2025-era calls by streams from the start; resumable in the first second too, at 1.5 times the CPU. */
  eager?: boolean | undefined
}

interface Holder {
  readonly credentials: Credentials
  close(): Promise<void>
}

/** One set of tools behind 2026-07-28, 2025-era sessions and legacy HTTP+SSE at the same time. */
export class Doors {
  readonly roster = new Roster()
  readonly sessions: SessionDoor
  readonly lines: LineDoor
  readonly modern: ModernDoor
  readonly #pulse: Pulse
  readonly #watch: ResourceWatch
  readonly #stops: (() => void)[]
  readonly #onError: (error: Error) => void
  #rechecked: Promise<void> = Promise.resolve()

  constructor(options: DoorOptions) {
    const { bus, clock, config, log } = options.deps
    const { roster } = this
    this.#onError = (error) => log.debug({ err: error, event: 'mcp.error' }, 'mcp')
    const pulse = new Pulse(clock)
    this.#pulse = pulse
    this.#watch = new ResourceWatch(bus, (owner, uri) => this.#resourceUpdated(owner, uri))
    const limits = { ...LIMITS, ...options.limits }
    const serve = options.serve({
      subscribe: (sessionId, resource, principal) =>
        roster.subscribe(sessionId, resource.uri, () => this.#watch.hold(resource, principal)),
      unsubscribe: (sessionId, uri) => roster.unsubscribe(sessionId, uri)
    })
    const eager = options.eager ?? false
    this.sessions = new SessionDoor(new Sessions(serve, roster, { pulse, retryMs: RETRY_MS, eager }, limits))
    const relay = new LineRelay(bus, clock, config.secrets.sessionSecret)
    const { maxPerOwner } = limits
    this.lines = new LineDoor({ serve, roster, pulse, relay, messagesPath: MESSAGES_PATH, maxPerOwner })
    this.modern = new ModernDoor({
      serve,
      pulse,
      watch: (principal) => this.#watchAll(options.resources, principal),
      onError: this.#onError
    })
    pulse.each((now) => now % RECHECK_EVERY === 0 && this.#recheck())
    this.#stops = [
      bus.subscribe('token.revoked', (tokenId) => this.#end((holder) => holder.credentials.has(tokenId))),
      bus.onReset(() => this.#recheck())
    ]
  }

  /** Connects the shared server; call once before the first request. */
  start(): Promise<void> {
    return this.modern.start()
  }

  /** Calls back every second while the doors are open. */
  eachSecond(callback: () => void): void {
    this.#pulse.each(callback)
  }

  /** Ends all calls and streams; clients find no session any more. */
  async close(): Promise<void> {
    this.#pulse.stop()
    for (const stop of this.#stops) stop()
    this.#watch.close()
    await Promise.all([this.modern.close(), ...[...this.roster.all()].map((member) => member.close())])
  }

  #resourceUpdated(owner: string, uri: string): void {
    this.roster.resourceUpdated(owner, uri)
    this.modern.listeners.resourceUpdated(owner, uri)
  }

  #watchAll(resources: readonly McpResource[], principal: Principal): () => void {
    const ends = resources.map((resource) => this.#watch.hold(resource, principal))
    return () => {
      for (const end of ends) end()
    }
  }

  #end(matches: (holder: Holder) => boolean): void {
    for (const holder of [...this.roster.all(), ...this.modern.listeners.all()])
      if (matches(holder)) holder.close().catch(this.#onError)
  }

  /** Ends streams whose token has expired, or was revoked while the bus could not say so; one after the other. */
  #recheck(): void {
    this.#rechecked = this.#rechecked.then(async () => {
      const open = [...this.roster.all()].filter((member) => member.busy)
      for (const holder of [...open, ...this.modern.listeners.all()])
        await this.#recheckOne(holder).catch(this.#onError)
    })
  }

  async #recheckOne(holder: Holder): Promise<void> {
    if (!(await holder.credentials.stillValid())) await holder.close()
  }
}
