import type { Clock } from '../lib/clock.ts'

/** Milliseconds between two beats. */
const BEAT_MS = 1000
/** Beats between two pings of a stream: below the idle timeouts of common proxies. */
const PING_EVERY = 15

/** The one timer of all doors: keeps streams alive, turns slow answers into streams, and calls the reapers. */
export class Pulse {
  /** Open streams, pinged every 15 seconds. */
  readonly streams = new Set<{ ping(): void }>()
  /** Calls without an answer yet; each is stretched once it has waited for one to two seconds. */
  readonly waiting = new Set<{ born: number; stretch(): void }>()
  /** Whole seconds since the start; cheaper than a clock, and exact enough for idle times. */
  now = 0
  readonly #clock: Clock
  readonly #each: ((now: number) => void)[] = []
  #cancel: () => void

  constructor(clock: Clock) {
    this.#clock = clock
    this.#cancel = clock.after(BEAT_MS, () => this.#beat())
  }

  /** Calls back every second. */
  each(callback: (now: number) => void): void {
    this.#each.push(callback)
  }

  /** Stops for good. */
  stop(): void {
    this.#cancel()
  }

  #beat(): void {
    this.#cancel = this.#clock.after(BEAT_MS, () => this.#beat())
    const now = ++this.now
    for (const call of this.waiting) if (call.born < now - 1) call.stretch()
    if (now % PING_EVERY === 0) for (const stream of this.streams) stream.ping()
    for (const callback of this.#each) callback(now)
  }
}
