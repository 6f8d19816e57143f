import { expect, test } from 'vitest'
import { localBus } from '../../src/db/bus.ts'
import { until } from '../helpers/until.ts'
import { type VirtualClock, virtualClock } from '../helpers/virtual-clock.ts'
import { doorApp } from './door-app.ts'
import { eventsIn, HEADERS, readUntil, rpc, wireTo } from './wire.ts'

const SECRET = { SESSION_SECRET: 'the same on every replica of a server' }

/** Opens a line and returns its stream and the address to post to. */
async function open(base: string, query = '', headers: Record<string, string> = {}) {
  const stream = await fetch(`${base}/sse${query}`, { headers: { accept: 'text/event-stream', ...headers } })
  const text = await readUntil(stream, (read) => read.includes('endpoint'), true)
  return { stream, endpoint: /data: (\S+)/.exec(text)?.[1] ?? '' }
}

const send = (address: string, headers: Record<string, string> = {}, body: object = rpc('ping')) =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body)
  })

/** Lets the time pass in which another replica may take the message, and returns the HTTP status. */
async function patiently(sent: Promise<Response>, clock: VirtualClock): Promise<number> {
  let response: Response | undefined
  const arrived = sent.then((it) => {
    response = it
  })
  await until(async () => {
    await clock.advance(100)
    return response !== undefined
  }, 'the answer')
  await arrived
  return response?.status ?? 0
}

const a = { authorization: 'Bearer token-a' }
const b = { authorization: 'Bearer token-b' }

test('a client that cannot send headers is served on its session id alone, and its line serves no one else', async () => {
  const { base } = await doorApp()
  const { stream, endpoint } = await open(base, '?token=token-a')

  expect((await send(base + endpoint, b)).status).toBe(404)
  expect((await send(base + endpoint, { authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await send(base + endpoint)).status).toBe(202)
  const answer = await readUntil(stream, (text) => text.includes('"result"'))
  expect(eventsIn(answer)[0]?.data).toMatchObject({ id: 1, result: {} })
})

test('a line that was opened with a header takes no message without one', async () => {
  const { base } = await doorApp()
  const { stream, endpoint } = await open(base, '', a)

  expect((await send(base + endpoint)).status).toBe(404)
  expect((await send(base + endpoint, a)).status).toBe(202)
  await stream.body?.cancel()
})

test('a session id that no replica minted is refused before the body is read', async () => {
  const { base } = await doorApp()

  for (const id of ['', 'x', '00000000-0000-4000-8000-000000000000.00000000000000000000000000000000']) {
    expect((await send(`${base}/messages?sessionId=${id}`)).status).toBe(401)
    expect((await send(`${base}/messages?sessionId=${id}`, a)).status).toBe(404)
  }
})

test('the stream is kept alive while nothing is said', async () => {
  const clock = virtualClock()
  const { base } = await doorApp({ clock })
  const { stream } = await open(base, '', a)

  await clock.advance(30_000)

  const text = await readUntil(stream, (read) => read.split(': ping').length > 2)
  expect(text).toBe(': ping\n\n: ping\n\n')
})

test('a message that reaches another replica comes out of the line, for its owner only; without the replica it is 404', async () => {
  const bus = localBus()
  const clock = virtualClock()
  const holder = await doorApp({ bus }, {}, SECRET)
  const asked = await doorApp({ bus, clock }, {}, SECRET)
  const headerless = await open(holder.base, '?token=token-a')
  const withHeader = await open(holder.base, '', a)

  expect((await send(asked.base + withHeader.endpoint, a, rpc('ping', {}, 'relayed'))).status).toBe(202)
  expect((await send(asked.base + headerless.endpoint, {}, rpc('ping', {}, 'relayed too'))).status).toBe(202)
  expect(await readUntil(withHeader.stream, (text) => text.includes('"result"'))).toContain('"relayed"')
  expect(await readUntil(headerless.stream, (text) => text.includes('"result"'), true)).toContain('"relayed too"')
  expect((await send(asked.base + headerless.endpoint, b)).status).toBe(404)
  expect((await send(asked.base + headerless.endpoint, {}, { hello: 1 })).status).toBe(400)

  holder.app.server.closeAllConnections()
  await holder.app.close()
  expect(await patiently(send(asked.base + headerless.endpoint), clock)).toBe(404)
})

test('a line whose token is revoked is cut', async () => {
  const clock = virtualClock()
  const { base, bus } = await doorApp({ clock })
  const { stream, endpoint } = await open(base, '', a)

  await bus.publish('token.revoked', 'tok_a')
  await readUntil(stream, () => false)

  expect(await patiently(send(base + endpoint, { authorization: 'Bearer token-a2' }), clock)).toBe(404)
})

test('a HEAD request opens no stream, and an owner gets no more lines than it may', async () => {
  const { base } = await doorApp({}, { limits: { maxPerOwner: 1 } })
  const head = await fetch(`${base}/sse`, { method: 'HEAD', headers: HEADERS })
  const first = await open(base, '', a)
  const second = await wireTo(base).stream('/sse')

  expect([head.status, second.status]).toEqual([405, 503])
  await first.stream.body?.cancel()
})
