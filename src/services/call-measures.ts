import { callEventsTotal, callFirstTokenSeconds, callLastTokenSeconds } from '../observability/metrics.ts'
import type { AnswerWay } from '../schemas/call.ts'

/** Counts something that happened on a live call. */
export const countCallEvent = (event: string): void => callEventsTotal.inc({ event })

/** Measures how long a caller waits for the first and for the last word of each answer. */
export class AnswerTimes {
  #turn: { number: number; askedAt: number; begun: boolean } | undefined

  /** A turn was raised. */
  asked(number: number): void {
    this.#turn = { number, askedAt: performance.now(), begun: false }
  }

  /** A piece of an answer came. */
  token(number: number, way: AnswerWay, last: boolean): void {
    const turn = this.#turn
    if (turn?.number !== number) return
    const seconds = (performance.now() - turn.askedAt) / 1000
    if (!turn.begun) callFirstTokenSeconds.observe({ way }, seconds)
    turn.begun = true
    if (!last) return
    callLastTokenSeconds.observe({ way }, seconds)
    this.#turn = undefined
  }
}
