import { type AddressInfo, connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { FastifyServerOptions } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import connections, { answerClientError, BODY_MS, CONNECTION_TIMEOUTS } from '../../src/plugins/connections.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** The same, a hundred times as fast. */
const FAST = {
  requestTimeout: 120,
  connectionTimeout: 1200,
  http: { ...CONNECTION_TIMEOUTS.http, headersTimeout: 80, connectionsCheckingInterval: 20 }
}

async function listening(env: Record<string, string> = {}, options: FastifyServerOptions = FAST) {
  const clock = virtualClock()
  const { app } = bareApp(env, { clock }, { ...options, clientErrorHandler: answerClientError } as FastifyServerOptions)
  await app.register(connections)
  await app.register(errorHandler)
  app.post('/take', async ({ body }) => ({ body }))
  const arrived: string[] = []
  app.addHook('onRequest', async ({ url }, reply) => {
    arrived.push(url)
    if (url === '/long?refused') await reply.code(401).send('no')
  })
  app.post('/long', { config: { bodyMs: 60_000 } }, async ({ body }) => ({ body }))
  app.get('/open', async () => 'open')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  /** A connection that sends this and nothing more; `ended` is all that came back when the server closed it. */
  const open = (text: string) => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk))
    socket.on('error', () => undefined)
    socket.write(text)
    return { socket, ended: new Promise<string>((resolve) => socket.once('close', () => resolve(answer))) }
  }
  return { app, port, open, clock, arrived, base: `http://127.0.0.1:${port}` }
}
const connected = (socket: Socket) => new Promise((resolve) => socket.once('connect', resolve))

test('a slow client is cut off within 15 seconds, a call that waits for a minute is not', () => {
  const { requestTimeout, connectionTimeout, http } = CONNECTION_TIMEOUTS

  expect(requestTimeout).toBeGreaterThan(connectionTimeout)
  expect(http.headersTimeout + http.connectionsCheckingInterval + BODY_MS).toBeLessThan(15_000)
  expect(connectionTimeout).toBeGreaterThan(60_000)
})

test.each([
  ['says nothing', ''],
  ['never ends its headers', 'GET /open HTTP/1.1\r\nhost: localhost\r\nx-a: b\r\n'],
  [
    'never ends its body',
    'POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{'
  ]
])('who connects and %s is cut off, while others are served', async (_what, text) => {
  const { open, base } = await listening()
  const slow = open(text)

  expect((await fetch(`${base}/open`)).status).toBe(200)
  const answer = await slow.ended

  if (text !== '') expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  if (text !== '') expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'request_timeout' })
})

const slowBody = (path: string) =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`

test.each([
  ['a body has a few seconds', '/take', BODY_MS, /^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/],
  ['a route may give it longer', '/long', 60_000, /^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/],
  ['but not to whom it refuses', '/long?refused', BODY_MS, /^HTTP\/1\.1 401 [\s\S]*no$/]
])('%s', async (_what, path, limitMs, says) => {
  const { open, clock, arrived } = await listening({}, { ...FAST, requestTimeout: 60_000 })
  const slow = open(slowBody(path))
  let over = false
  void slow.ended.then(() => {
    over = true
  })
  await expect.poll(() => arrived).toEqual([path])

  await clock.advance(limitMs - 1)
  slow.socket.write('"a')
  await new Promise((resolve) => slow.socket.write(':', resolve))
  expect(over).toBe(false)
  await clock.advance(1)

  expect(await slow.ended).toMatch(says)
})

test('more headers than 16 KiB are refused, and so is what is no HTTP', async () => {
  const { open } = await listening()
  const many = Array.from({ length: 10_000 }, (_, n) => `x-${n}: y`).join('\r\n')

  expect(await open(`GET /open HTTP/1.1\r\nhost: localhost\r\n${many}\r\n\r\n`).ended).toMatch(
    /^HTTP\/1\.1 431 [\s\S]*"code":"headers_too_large"/
  )
  expect(await open('open sesame\r\n\r\n').ended).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"malformed_request"/)
})

test('one address holds so many connections and no more, until one of them ends', async () => {
  const { open, base } = await listening({ MAX_CONNECTIONS_PER_ADDRESS: '2' }, {})
  const first = open('')
  const second = open('')
  await Promise.all([connected(first.socket), connected(second.socket)])

  expect(await open('GET /open HTTP/1.1\r\nhost: localhost\r\n\r\n').ended).toBe('')
  first.socket.destroy()
  await first.ended

  const answer = async () =>
    fetch(`${base}/open`).then(
      ({ status }) => status,
      () => 0
    )
  await expect.poll(answer).toBe(200)
})

test('a proxy that is trusted holds as many as it needs', async () => {
  const { open } = await listening({ MAX_CONNECTIONS_PER_ADDRESS: '1', TRUST_PROXY: 'loopback' }, {})
  const held = open('')
  await connected(held.socket)

  const other = open('GET /open HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')

  expect(await other.ended).toMatch(/^HTTP\/1\.1 200 /)
})

test('the process holds so many connections and no more', async () => {
  const { open } = await listening({ MAX_CONNECTIONS: '1' }, {})
  const held = open('')
  await connected(held.socket)

  expect(await open('GET /open HTTP/1.1\r\nhost: localhost\r\n\r\n').ended).toBe('')
})

test('a compressed body is not unpacked', async () => {
  const { base } = await listening()
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }

  const response = await fetch(`${base}/take`, { method: 'POST', headers, body: bomb })

  expect([response.status, await response.json()]).toMatchObject([400, { code: 'malformed_request' }])
})
