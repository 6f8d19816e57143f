import type { Clock } from '../lib/clock.ts'

/** Registers a listener for the moment when the client hangs up or cancels. */
export type OnGone = (listener: () => void) => void

/** One tool call in progress; its signal costs nothing until the tool asks for it. */
export class RunningCall {
  readonly tokenId: string
  /** Whether it was told to come back early. */
  aborted = false
  #controller: AbortController | undefined
  #onGone: OnGone | undefined

  constructor(tokenId: string, onGone: OnGone | undefined) {
    this.tokenId = tokenId
    this.#onGone = onGone
  }

  /** Aborts when the client hangs up or cancels, its token is revoked, or the server shuts down. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.aborted) this.#controller.abort()
      else this.#onGone?.(() => this.abort())
    }
    return this.#controller.signal
  }

  /**
   * Lets go of the request. The set of running calls is old memory, and what its discarded tables point at outlives every
   * collection but a full one: with the request in it each call would leave some 10 KiB there.
   */
  release(): void {
    this.#onGone = undefined
  }

  /** Tells the tool to come back early; safe to call twice. */
  abort(): void {
    this.aborted = true
    this.#controller?.abort()
  }
}

/** The tool calls in progress of this process, over all doors. */
export class RunningCalls {
  readonly #calls = new Set<RunningCall>()
  #draining = false
  #onIdle: (() => void) | undefined

  /** Counts a call in; hand what it returns to `end`. While the server shuts down it is aborted from the start. */
  begin(tokenId: string, onGone?: OnGone): RunningCall {
    const call = new RunningCall(tokenId, onGone)
    this.#calls.add(call)
    if (this.#draining) call.abort()
    return call
  }

  /** Counts a call out. */
  end(call: RunningCall): void {
    this.#calls.delete(call)
    call.release()
    if (this.#calls.size === 0) this.#onIdle?.()
  }

  /** Tells every call that this token started to come back early. */
  abortToken(tokenId: string): void {
    for (const call of this.#calls) if (call.tokenId === tokenId) call.abort()
  }

  /** Tells every call to come back early, and resolves when all have, or after `graceMs`. */
  async drain(clock: Clock, graceMs: number): Promise<void> {
    this.#draining = true
    for (const call of this.#calls) call.abort()
    if (this.#calls.size === 0) return
    await new Promise<void>((resolve) => {
      const cancel = clock.after(graceMs, resolve)
      this.#onIdle = () => {
        cancel()
        resolve()
      }
    })
  }
}
