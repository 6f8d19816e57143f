import { type Clock, sleep } from '../lib/clock.ts'
import type { CarrierSocket } from './carrier-socket.ts'

/** How often carriers are asked for a sign of life, in milliseconds: proxies in between drop what is silent. */
const PING_MS = 20_000
/** How long a carrier may take to take note of a close, in milliseconds. */
const CLOSE_MS = 1000
/** A call that can be given to another replica. */
interface Releasable {
  /** As soon as nothing is lost by it. */
  release(): void
  /** Now. */
  letGo(): void
}

/** The calls whose sockets this process holds. */
export class LiveCalls {
  readonly #clock: Clock
  readonly #held = new Map<CarrierSocket, Releasable>()
  #stopPings: (() => void) | undefined
  #draining = false
  #emptied: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Holds a call until its socket is closed; one that comes while the process shuts down is given on at once. */
  add(call: Releasable, socket: CarrierSocket): void {
    this.#held.set(socket, call)
    socket.onClose(() => {
      this.#held.delete(socket)
      if (this.#held.size === 0) this.#emptied()
    })
    this.#stopPings ??= this.#clock.after(PING_MS, () => this.#pingAll())
    if (this.#draining) call.release()
  }

  /** Gives all calls to other replicas: each as soon as it is quiet, and the rest after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    this.#draining = true
    this.#stopPings?.()
    for (const call of [...this.#held.values()]) call.release()
    await this.#empty(withinMs)
    for (const call of [...this.#held.values()]) call.letGo()
    await this.#empty(CLOSE_MS)
    for (const socket of [...this.#held.keys()]) socket.cut()
  }

  async #empty(withinMs: number): Promise<void> {
    if (this.#held.size === 0) return
    const over = new AbortController()
    this.#emptied = () => over.abort()
    await sleep(this.#clock, withinMs, over.signal)
  }

  #pingAll(): void {
    for (const socket of this.#held.keys()) socket.ping()
    this.#stopPings = this.#held.size === 0 ? undefined : this.#clock.after(PING_MS, () => this.#pingAll())
  }
}
