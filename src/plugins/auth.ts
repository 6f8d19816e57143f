import { describeError } from '../lib/describe-error.ts'
import { createAuthenticator } from '../services/authentication.ts'
import { actingFor } from '../services/callers.ts'
import { plugin } from './plugin.ts'

/** How often it is written down which tokens were used, in milliseconds. */
const FLUSH_EVERY_MS = 60_000

/** Tells who is behind a bearer token. */
export default plugin({ name: 'auth', needs: ['config', 'db', 'bus', 'clock'], shared: true }, async (app) => {
  const authenticator = createAuthenticator(app)
  app.decorate('authenticate', (token, orgId) => {
    const found = authenticator.authenticate(token)
    if (orgId === undefined || found === undefined) return found
    return Promise.resolve(found).then((caller) => caller && actingFor(app, caller, orgId))
  })

  const flush = () =>
    authenticator
      .flushLastUse()
      .catch((error) => app.log.warn({ event: 'auth.flush_failed', error: describeError(error) }))
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
    authenticator.close()
    await flush()
  })
})
