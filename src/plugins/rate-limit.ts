import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { SESSION_COOKIE } from '../api/auth-door.ts'
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

/** Where a session is asked for before anything else, so that a cookie which is none is answered 401. */
const ASKS_FOR_SESSION = /^\/(?:admin\/|auth\/me(?:\?|$))/
const SESSION = new RegExp(`(?:^|; )(?:__Host-)?${SESSION_COOKIE}=([^;]+)`)

/**
 * Mail programs send many people's wish to get no more from few addresses, and carriers fetch what they play; what is no
 * link of ours is answered 404.
 */
const LINK = /^\/(?:unsubscribe|v1\/media\/(?:speech|recordings))\/([\w-]+)(?:\?|$)/

/** The token, password, session or link that a request shows, valid or not; `?token=` counts on /sse only. */
function credentialOf({ headers, url }: FastifyRequest): string | undefined {
  const shown = bearerToken(headers.authorization) ?? basicPassword(headers.authorization)
  if (shown !== undefined) return shown
  const [, link] = LINK.exec(url) ?? []
  if (link !== undefined) return link
  if (ASKS_FOR_SESSION.test(url)) return SESSION.exec(headers.cookie ?? '')?.[1]
  if (!url.startsWith('/sse?')) return undefined
  return new URLSearchParams(url.slice('/sse?'.length)).get('token') ?? undefined
}

const isRefused = (url: string, status: number): boolean => status === 401 || (status === 404 && LINK.test(url))

/**
 * Bounds requests over all, and those of an address without a valid credential: what it asks with none, and each one that is
 * refused. A valid token is served from any address, however much others sent from there; a session or a link while its
 * address has not spent what it may ask without.
 */
export default plugin({ name: 'rate-limit', needs: ['config', 'authenticate'], shared: true }, async (app) => {
  await app.register(fastifyRateLimit, { global: false })
  const { perSecond, perMinuteUnauthenticated } = app.config.rateLimits
  const untilNextSecond = secondCounter(perSecond)
  // Of the 5,000 addresses heard of last, so that spoofed ones fill no memory; a /64 of IPv6 counts as one.
  const ofAddress = app.createRateLimit({
    max: perMinuteUnauthenticated,
    timeWindow: MINUTE_MS,
    ipv6Subnet: 64
  })
  /** Until then some address has nothing left; nobody who shows a token is looked up before the first has. */
  let someSpentUntil = 0

  const count = async (request: FastifyRequest, increment: boolean) => {
    const address = await ofAddress(request, { increment })
    if (address.isAllowed) return { left: 1, exceeded: false, ttl: 0 }
    if (address.remaining === 0) someSpentUntil = Math.max(someSpentUntil, performance.now() + address.ttl)
    return { left: address.remaining, exceeded: address.isExceeded, ttl: address.ttl }
  }
  const isValid = async (request: FastifyRequest, token: string) =>
    isAdmin(app, request.headers.authorization) || (await app.authenticate(token)) !== undefined
  const checkAddress = async (request: FastifyRequest, token: string | undefined) => {
    const { left, exceeded, ttl } = await count(request, token === undefined)
    if (token === undefined ? !exceeded : left > 0 || (await isValid(request, token))) return
    securityEventsTotal.inc({ type: 'address_limited' })
    throw refusal(TOO_MANY, ttl)
  }

  app.addHook('onRequest', (request, _reply, done) => {
    if (isUnlimited(request)) return done()
    const now = performance.now()
    const waitMs = untilNextSecond(now)
    if (waitMs > 0) return done(refusal(FULL, waitMs))
    const token = credentialOf(request)
    if (token === undefined ? carriesNoToken(request) : now >= someSpentUntil) return done()
    checkAddress(request, token).then(() => done(), done)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (isRefused(request.url, reply.statusCode) && credentialOf(request) !== undefined) await count(request, true)
  })
})

/** Counts a request at `now`, in milliseconds of a steady clock; the answer is how long to wait when the second is full, or 0. */
function secondCounter(max: number): (now: number) => number {
  let startedAt = Number.NEGATIVE_INFINITY
  let counted = 0
  return (now) => {
    if (now - startedAt >= 1000) {
      startedAt = now
      counted = 0
    }
    counted++
    return counted > max ? startedAt + 1000 - now : 0
  }
}

const refusal = (message: string, retryAfterMs: number) =>
  new CommsError('rate_limited', message, {
    details: { retryAfterMs: Math.ceil(retryAfterMs) },
    nextAction: 'Wait for retryAfterMs, or send a valid token.'
  })
