import type { Bus } from '../db/bus.ts'
import type { Caller } from '../deps.ts'
import type { Clock } from '../lib/clock.ts'
import { AGENT_CHANGED } from './agent-cache.ts'
import { TOKEN_CHANGED, TOKEN_REVOKED } from './token-rows.ts'

/** Longest time, in milliseconds, for which a token is believed without asking the database. */
const MAX_AGE_MS = 10_000
const MAX_ENTRIES = 10_000

interface Entry {
  caller: Caller
  seenAt: number
  /** Whether somebody was told to look it up anew. */
  isAskedFor: boolean
}

/**
 * Remembers callers by the hash of their token. It answers only while the bus tells it what changes, and forgets at
 * once what it is told of; a look-up that was under way meanwhile is not remembered.
 */
export class CallerCache {
  readonly #entries = new Map<string, Entry>()
  readonly #stop: (() => void)[]
  readonly #deps: { bus: Bus; clock: Clock }
  #generation = 0

  constructor(deps: { bus: Bus; clock: Clock }) {
    this.#deps = deps
    const drop = (matches: (caller: Caller, id: string) => boolean) => (id: string) => this.#drop(matches, id)
    const ofToken = drop((caller, id) => caller.tokenId === id)
    this.#stop = [
      deps.bus.subscribe(TOKEN_REVOKED, ofToken),
      deps.bus.subscribe(TOKEN_CHANGED, ofToken),
      deps.bus.subscribe(
        AGENT_CHANGED,
        drop((caller, id) => caller.agentId === id)
      ),
      deps.bus.onReset(() => this.#drop(() => true, ''))
    ]
  }

  /** Changes whenever something was forgotten. */
  get generation(): number {
    return this.#generation
  }

  /** The caller of a token seen lately. */
  get(hash: string): Caller | undefined {
    const entry = this.#entries.get(hash)
    if (!entry || !this.#deps.bus.connected()) return undefined
    if (this.#deps.clock.now().getTime() - entry.seenAt < MAX_AGE_MS) return entry.caller
    this.#entries.delete(hash)
    return undefined
  }

  /**
   * Whether half of the time has passed for which a token is believed; said once for each look-up, so that one who comes
   * again and again never waits for the next.
   */
  isDue(hash: string): boolean {
    const entry = this.#entries.get(hash)
    if (!entry || entry.isAskedFor || this.#deps.clock.now().getTime() - entry.seenAt < MAX_AGE_MS / 2) return false
    entry.isAskedFor = true
    return true
  }

  /** Forgets a token that is none any more. */
  drop(hash: string): void {
    this.#entries.delete(hash)
  }

  /** Remembers a caller that was looked up when the cache was at this generation; the oldest make room. */
  put(hash: string, caller: Caller, generation: number): void {
    if (generation !== this.#generation) return
    this.#entries.delete(hash)
    this.#entries.set(hash, { caller, seenAt: this.#deps.clock.now().getTime(), isAskedFor: false })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) return
      this.#entries.delete(oldest)
    }
  }

  close(): void {
    for (const stop of this.#stop) stop()
    this.#entries.clear()
  }

  #drop(matches: (caller: Caller, id: string) => boolean, id: string): void {
    this.#generation++
    for (const [hash, { caller }] of this.#entries) if (matches(caller, id)) this.#entries.delete(hash)
  }
}
