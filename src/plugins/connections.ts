import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CommsError, toFailure } from '../errors.ts'
import { addressMatcher, subscriberOf } from '../lib/address-ranges.ts'
import type { Clock } from '../lib/clock.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { plugin } from './plugin.ts'

/**
 * How long a client may take to send what it began, in milliseconds: the longest request that a route allows, and the
 * head of every one. A connection on which nothing moves for two minutes ends too: streams are pinged every 15 seconds,
 * and no call waits longer than a minute.
 */
export const CONNECTION_TIMEOUTS = {
  requestTimeout: 130_000,
  connectionTimeout: 120_000,
  http: { headersTimeout: 4000, connectionsCheckingInterval: 2000, maxHeaderSize: 16_384 }
}

/**
 * How long the body of a request may take, in milliseconds, where its route does not take one for longer from those it
 * lets in: with its head, a request that is too slow ends within 15 seconds.
 */
export const BODY_MS = 8500

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the body of a request that was let in may take, in milliseconds; at most two minutes. */
    bodyMs?: number
  }
}

/** What Node calls a request that did not arrive in time. */
const SLOW = 'ERR_HTTP_REQUEST_TIMEOUT'

/** Bounds the connections of this process, those of one address unless it is a proxy of ours, and slow bodies. */
export default plugin({ name: 'connections', needs: ['clock', 'config'], shared: true }, async (app) => {
  const { max, maxPerAddress } = app.config.connections
  const isProxy = addressMatcher(app.config.trustProxy)
  const held = new Map<string, number>()
  const refused = () => securityEventsTotal.inc({ type: 'connection_refused' })
  app.server.maxConnections = max
  app.server.on('drop', refused)
  app.server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? ''
    if (isProxy(address)) return
    const subscriber = subscriberOf(address)
    const others = held.get(subscriber) ?? 0
    if (others >= maxPerAddress) {
      refused()
      socket.destroy()
      return
    }
    held.set(subscriber, others + 1)
    socket.once('close', () => {
      const left = (held.get(subscriber) ?? 1) - 1
      if (left > 0) held.set(subscriber, left)
      else held.delete(subscriber)
    })
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request.headers)) boundBody(app.clock, request, reply)
    done()
  })
})

const hasBody = (headers: FastifyRequest['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function boundBody(clock: Clock, { raw, routeOptions }: FastifyRequest, reply: FastifyReply): void {
  const longestMs = routeOptions.config?.bodyMs ?? BODY_MS
  let stop = clock.after(BODY_MS, () => {
    // Who was refused has no time of his route.
    if (longestMs > BODY_MS && !reply.raw.writableEnded) stop = clock.after(longestMs - BODY_MS, cut)
    else cut()
  })
  const cut = () => {
    if (raw.complete || raw.destroyed) return
    if (reply.raw.headersSent) raw.destroy()
    else answerClientError(Object.assign(new Error('the body is slow'), { code: SLOW }), raw.socket)
  }
  for (const end of ['end', 'close']) raw.once(end, () => stop())
}

/** Answers, in the one shape, what is no HTTP request, and ends its connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const refusal = refusalOf(error.code)
  securityEventsTotal.inc({ type: refusal.code })
  const body = JSON.stringify(toFailure(refusal))
  const head = [
    `HTTP/1.1 ${refusal.status} Refused`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close'
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}

function refusalOf(code: string | undefined): CommsError {
  if (code === 'HPE_HEADER_OVERFLOW') return new CommsError('headers_too_large', 'The headers are larger than 16 KiB.')
  if (code === SLOW) return new CommsError('request_timeout', 'The request did not arrive in time.')
  return new CommsError('malformed_request', 'This is not an HTTP request.')
}
