import { CommsError } from '../errors.ts'
import { addressMatcher } from '../lib/address-ranges.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { plugin } from './plugin.ts'

/** Routes as they are registered: an address that is spelled otherwise leads to the same route. */
const ADMIN = /^\/(?:admin|metrics)(?:\/|$)/
const WEBHOOKS = /^\/webhooks\//

/**
 * Refuses addresses that the operator denied, and others than those he allowed for the doors of administration and of
 * vendors, before anything else of a request is looked at. The address is the client's: behind proxies of TRUST_PROXY
 * the one that they name, and no other header is believed.
 */
export default plugin({ name: 'address-lists', needs: ['config'], shared: true }, async (app) => {
  const { denied, adminAllowed, webhooksAllowed } = app.config.addresses
  const isDenied = addressMatcher(denied)
  const doors = [
    { path: ADMIN, listed: adminAllowed.length > 0, isAllowed: addressMatcher(adminAllowed) },
    { path: WEBHOOKS, listed: webhooksAllowed.length > 0, isAllowed: addressMatcher(webhooksAllowed) }
  ].filter(({ listed }) => listed)
  if (denied.length === 0 && doors.length === 0) return
  app.addHook('onRequest', async ({ ip, routeOptions }) => {
    const door = doors.find(({ path }) => path.test(routeOptions.url ?? ''))
    if (!isDenied(ip) && (door === undefined || door.isAllowed(ip))) return
    securityEventsTotal.inc({ type: 'address_denied' })
    throw new CommsError('address_denied', 'This address may not come in here.')
  })
})
