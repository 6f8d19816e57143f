import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BODY_MS } from '../../src/plugins/connections.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())

/** Every route that takes JSON, with an id that is nobody's in it. */
const posts = () =>
  t.routes.filter(({ method }) => method === 'POST').map(({ url }) => url.replace(/:\w+/g, 'agt_nobody'))
const post = (url: string, body: string | Buffer, more: Record<string, string> = {}) =>
  fetch(t.base + url, {
    method: 'POST',
    headers: { authorization: `Bearer ${t.master}`, 'content-type': 'application/json', ...more },
    body
  })

test('JSON that is nested a hundred thousand deep is refused at every door, and none falls over', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const bodies = [
    deep,
    `{"body":${deep}}`,
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"comms_ping","arguments":{"message":${deep}}}}`
  ]

  for (const url of posts())
    for (const body of bodies) {
      const { status } = await post(url, body)
      expect([status >= 200 && status < 500, status], url).toEqual([true, status])
    }
  expect((await post('/v1/tools/comms_ping', `{"message":${deep}}`)).status).toBe(400)
  expect((await fetch(`${t.base}/health`)).status).toBe(200)
})

test('a body that is small only while it is packed is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))

  const answer = await post('/v1/tools/comms_ping', bomb, { 'content-encoding': 'gzip' })

  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'malformed_request' }])
})

test('ten thousand headers are refused in the one shape', async () => {
  const { port } = t.app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  const lines = Array.from({ length: 10_000 }, (_, n) => `x-${n}: y`).join('\r\n')
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk)).on('error', () => undefined)
  socket.write(`GET /health HTTP/1.1\r\nhost: localhost\r\n${lines}\r\n\r\n`)
  await new Promise((resolve) => socket.once('close', resolve))

  expect(answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"headers_too_large"/)
})

test('the server that listens cuts slow clients off within 15 seconds and bounds its connections', () => {
  const { headersTimeout, requestTimeout, maxConnections, timeout } = t.app.server
  const every = Reflect.get(t.app.server, 'connectionsCheckingInterval') as unknown

  expect(headersTimeout + 2000 + BODY_MS).toBeLessThan(15_000)
  expect([headersTimeout, requestTimeout].every((ms) => ms > 0)).toBe(true)
  expect(every).toBe(2000)
  expect(maxConnections).toBe(20_000)
  expect(timeout).toBeGreaterThan(60_000)
})
