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

  /** A piece of an answer came. To say nothing is no word. */
  token(number: number, way: AnswerWay, text: string, last: boolean): void {
    const turn = this.#turn
    if (turn?.number !== number) return
    const seconds = (performance.now() - turn.askedAt) / 1000
    if (!turn.begun && text !== '') callFirstTokenSeconds.observe({ way }, seconds)
    turn.begun ||= text !== ''
    if (!last) return
    if (turn.begun) callLastTokenSeconds.observe({ way }, seconds)
    this.#turn = undefined
  }
}
