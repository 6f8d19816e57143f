import type { Deps } from '../deps.ts'

/** How often a client that waits is told so, in milliseconds. */
const PROGRESS_MS = 10_000

/** Who waits, and how he is told. */
interface Waiting {
  deps: Pick<Deps, 'clock'>
  progress(done: number, total?: number, message?: string): Promise<void>
}

/** Tells the client every ten seconds, for `waitMs` at most, that it still waits; returns what ends that. */
export function reportWaiting({ deps, progress }: Waiting, waitMs: number, message: string): () => void {
  let stop: () => void = () => undefined
  const wait = (waitedMs: number) => {
    if (waitedMs > waitMs) return
    stop = deps.clock.after(PROGRESS_MS, () => {
      progress(waitedMs, waitMs, message).catch(() => undefined)
      wait(waitedMs + PROGRESS_MS)
    })
  }
  wait(PROGRESS_MS)
  return () => stop()
}
