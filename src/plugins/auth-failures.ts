import { countAuthFailures } from '../services/auth-failures.ts'
import { flushEvery } from './flush-every.ts'
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
  flushEvery(app, FLUSH_EVERY_MS, 'auth_failures.flush_failed', () => failures.flush())
})
