/**
 * Milliseconds to wait before the next try after `attempts` failed ones: doubling from `baseMs` up to `capMs`, spread by
 * a fifth in either direction so that those that failed together do not come back together.
 */
export function backoffMs(attempts: number, baseMs: number, capMs: number, random = Math.random()): number {
  const doubled = baseMs * 2 ** Math.min(Math.max(attempts - 1, 0), 30)
  return Math.min(capMs, Math.round(doubled * (0.8 + 0.4 * random)))
}

/** A wait of `delayMs`, spread by a fifth in either direction. */
export const spreadMs = (delayMs: number, random = Math.random()): number => Math.round(delayMs * (0.8 + 0.4 * random))
