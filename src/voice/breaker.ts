import type { Clock } from '../lib/clock.ts'

/** Failures in a row after which a way is left alone. */
const FAILURES_MAX = 3
/** How long it is left alone, in milliseconds. */
const REST_MS = 30_000
/** Ways that are remembered; the oldest is forgotten first. */
const REMEMBERED_MAX = 10_000

/** Keeps callers from waiting again and again for what has just failed. */
export interface Breakers {
  /** Whether this may be tried now; after a rest it may be tried once. */
  allows(key: string): boolean
  /** Tells what became of a try. */
  record(key: string, worked: boolean): void
}

/** Circuit breakers by key, each of its own: closed until three failures in a row, then open for half a minute. */
export function circuitBreakers(clock: Clock): Breakers {
  const failing = new Map<string, { failures: number; restUntil: number }>()
  return {
    allows(key) {
      const held = failing.get(key)
      if (!held || held.failures < FAILURES_MAX) return true
      const now = clock.now().getTime()
      if (now < held.restUntil) return false
      held.restUntil = now + REST_MS
      return true
    },
    record(key, worked) {
      if (worked) return void failing.delete(key)
      const failures = (failing.get(key)?.failures ?? 0) + 1
      failing.delete(key)
      failing.set(key, { failures, restUntil: clock.now().getTime() + REST_MS })
      if (failing.size > REMEMBERED_MAX) failing.delete(failing.keys().next().value ?? '')
    }
  }
}
