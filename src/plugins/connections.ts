import type { Socket } from 'node:net'
import { CommsError, toFailure } from '../errors.ts'
import { addressMatcher, subscriberOf } from '../lib/address-ranges.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { plugin } from './plugin.ts'

/**
 * How long a client may take to send what it began, in milliseconds; a connection that is too slow ends within 14 s. A
 * connection on which nothing moves for two minutes ends too: streams are pinged every 15 seconds, and no call waits
 * longer than a minute.
 */
export const CONNECTION_TIMEOUTS = {
  requestTimeout: 12_000,
  connectionTimeout: 120_000,
  http: { headersTimeout: 8000, connectionsCheckingInterval: 2000, maxHeaderSize: 16_384 }
}

/** Bounds the connections of this process, and those of one address unless it is a proxy of ours. */
export default plugin({ name: 'connections', needs: ['config'], shared: true }, async (app) => {
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
})

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
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new CommsError('request_timeout', 'The request did not arrive in time.')
  return new CommsError('malformed_request', 'This is not an HTTP request.')
}
