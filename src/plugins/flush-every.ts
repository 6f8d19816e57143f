import { describeError } from '../lib/describe-error.ts'
import type { With } from './plugin.ts'

/** Writes down again and again what a process has counted, and once more when it closes; a failure is logged under `event`. */
export function flushEvery(app: With<'clock'>, everyMs: number, event: string, write: () => Promise<void>): void {
  let closed = false
  let cancel: () => void = () => undefined
  const flush = () => write().catch((error) => app.log.warn({ event, error: describeError(error) }))
  const flushLater = () => {
    if (closed) return
    cancel = app.clock.after(everyMs, () => void flush().then(flushLater))
  }
  flushLater()
  app.addHook('onClose', async () => {
    closed = true
    cancel()
    await flush()
  })
}
