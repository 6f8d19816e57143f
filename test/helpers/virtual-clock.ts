import type { Clock } from '../../src/lib/clock.ts'

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Moves the time on and runs what falls due, in order of its time. */
  advance(ms: number): Promise<void>
}

/** A clock at the given instant. Between two due callbacks the real event loop turns, so that I/O they began can go on. */
export function virtualClock(start = new Date('2026-06-15T15:00:00.000Z')): VirtualClock {
  let now = start.getTime()
  const due = new Map<number, { at: number; run(): void }>()
  let last = 0
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    now: () => new Date(now),
    after(delayMs, run) {
      const id = ++last
      due.set(id, { at: now + Math.max(0, delayMs), run })
      return () => void due.delete(id)
    },
    async advance(ms) {
      const end = now + ms
      for (;;) {
        const [next] = [...due].filter(([, entry]) => entry.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])
        if (!next) break
        due.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].run()
        await settle()
      }
      now = end
      await settle()
    }
  }
}
