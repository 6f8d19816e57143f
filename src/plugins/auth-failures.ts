import { describeError } from '../lib/describe-error.ts'
import { countAuthFailures } from '../services/auth-failures.ts'
import { plugin } from './plugin.ts'

/** How often counts are shared with the other replicas, in milliseconds. */
const FLUSH_EVERY_MS = 10_000

/** Counts requests whose token was refused by the address that they came from. */
export default plugin({ name: 'auth-failures', needs: ['config', 'db', 'clock'], shared: true }, async (app) => {
  const failures = countAuthFailures(app)
  app.addHook('onResponse', async ({ headers, url, ip }, reply) => {
    const showsToken = headers.authorization !== undefined || url.startsWith('/sse?')
    if (reply.statusCode === 401 && showsToken) failures.note(ip)
  })
  const flush = () =>
    failures
      .flush()
      .catch((error) => app.log.warn({ event: 'auth_failures.flush_failed', error: describeError(error) }))
  let closed = false
  let cancel: () => void = () => undefined
  const flushLater = () => {
    if (closed) return
    cancel = app.clock.after(FLUSH_EVERY_MS, () => void flush().then(flushLater))
  }
  flushLater()
  app.addHook('onClose', async () => {
    closed = true
    cancel()
    await flush()
  })
})
