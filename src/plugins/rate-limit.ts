import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { CommsError } from '../errors.ts'
import { basicPassword, bearerToken } from '../lib/authorization.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { isAdmin } from '../services/admin-token.ts'
import { plugin } from './plugin.ts'

const MINUTE_MS = 60_000
const FULL = 'The server is at its limit of requests per second.'
const TOO_MANY = 'This address has sent too many requests without a valid token.'

/** Carriers and probes are never refused for their number. */
const isUnlimited = ({ url }: FastifyRequest): boolean => /^\/(?:webhooks\/|health(?:\/ready)?(?:\?|$))/.test(url)

/** Preflights carry no token by design; a POST to /messages is authorised by the unguessable id of its session. */
const carriesNoToken = ({ method, url }: FastifyRequest): boolean =>
  method === 'OPTIONS' || /^\/messages\?(?:.*&)?sessionId=/.test(url)

/** The token or password that a request shows, valid or not; `?token=` counts on /sse only. */
function credentialOf({ headers, url }: FastifyRequest): string | undefined {
  const shown = bearerToken(headers.authorization) ?? basicPassword(headers.authorization)
  if (shown !== undefined || !url.startsWith('/sse?')) return shown
  return new URLSearchParams(url.slice('/sse?'.length)).get('token') ?? undefined
}

/**
 * Bounds requests over all, and those of an address without a valid token: what it asks with none, and each one that is refused.
 * A valid token is served from any address, however much others sent from there.
 */
export default plugin({ name: 'rate-limit', needs: ['config', 'authenticate'], shared: true }, async (app) => {
  await app.register(fastifyRateLimit, { global: false })
  const { perSecond, perMinuteUnauthenticated } = app.config.rateLimits
  const overall = app.createRateLimit({ max: perSecond, timeWindow: 1000, keyGenerator: () => 'all' })
  const ofAddress = app.createRateLimit({ max: perMinuteUnauthenticated, timeWindow: MINUTE_MS })
  const isValid = async (request: FastifyRequest, token: string) =>
    isAdmin(app, request.headers.authorization) || (await app.authenticate(token)) !== undefined

  app.addHook('onRequest', async (request) => {
    if (isUnlimited(request)) return
    const all = await overall(request)
    if (!all.isAllowed && all.isExceeded) throw refusal(FULL, all.ttl)
    const token = credentialOf(request)
    if (token === undefined && carriesNoToken(request)) return
    const address = await ofAddress(request, { increment: token === undefined })
    if (address.isAllowed) return
    const spent = token === undefined ? address.isExceeded : address.remaining === 0
    if (!spent || (token !== undefined && (await isValid(request, token)))) return
    securityEventsTotal.inc({ type: 'address_limited' })
    throw refusal(TOO_MANY, address.ttl)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 401 && credentialOf(request) !== undefined) await ofAddress(request)
  })
})

const refusal = (message: string, retryAfterMs: number) =>
  new CommsError('rate_limited', message, {
    details: { retryAfterMs },
    nextAction: 'Wait for retryAfterMs, or send a valid token.'
  })
