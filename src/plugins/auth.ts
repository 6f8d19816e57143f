import { createAuthenticator } from '../services/authentication.ts'
import { actingFor } from '../services/callers.ts'
import { flushEvery } from './flush-every.ts'
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
  flushEvery(app, FLUSH_EVERY_MS, 'auth.flush_failed', () => authenticator.flushLastUse())
  app.addHook('onClose', async () => authenticator.close())
})
