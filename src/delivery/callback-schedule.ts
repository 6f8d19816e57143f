import { spreadMs } from '../lib/backoff.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Pauses after each failed try: eight tries within a day. Source: Standard Webhooks, "Operational considerations: retries". */
export const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  6 * HOUR_MS
]
/** An event as old as this is tried once, and not again. */
const DAY_MS = 24 * HOUR_MS

/** When an event is posted again after this many tries, spread by a fifth; null when it is left for its agent to fetch. */
export function nextTryAt(event: { createdAt: Date }, tries: number, now: Date): Date | null {
  const pause = PAUSES_MS[tries - 1]
  if (pause === undefined || now.getTime() - event.createdAt.getTime() >= DAY_MS) return null
  return new Date(now.getTime() + spreadMs(pause))
}
