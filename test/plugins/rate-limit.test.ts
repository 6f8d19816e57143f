import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { CommsError } from '../../src/errors.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import rateLimit from '../../src/plugins/rate-limit.ts'
import { bareApp } from '../helpers/bare-app.ts'

const ADMIN = 'admin-token-of-24-characters'
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function limited(env: Record<string, string>) {
  const { app } = bareApp({ ADMIN_TOKEN: ADMIN, ...env })
  await app.register(errorHandler)
  await app.register(rateLimit)
  app.get('/open', async () => 'open')
  app.get('/health', async () => 'up')
  app.options('/open', async () => 'preflight')
  app.post('/webhooks/:agentId/sms', async () => 'taken')
  app.post('/messages', async () => 'taken')
  app.get('/sse', async () => 'stream')
  app.get('/closed', async ({ headers }) => {
    if (headers.authorization !== 'Bearer good') throw new CommsError('unauthorized', 'No.')
    return 'closed'
  })
  for (const url of ['/admin/users', '/auth/me'])
    app.get(url, async ({ headers }) => {
      if (!headers.cookie?.includes('comms_session=good')) throw new CommsError('unauthorized', 'No.')
      return 'signed in'
    })
  app.post<{ Params: { token: string } }>('/unsubscribe/:token', async ({ params }, reply) =>
    reply.code(params.token === 'good' ? 200 : 404).send('')
  )
  const statuses = async (times: number, request: InjectOptions | string) => {
    const seen: number[] = []
    for (let i = 0; i < times; i++) seen.push((await app.inject(request)).statusCode)
    return seen
  }
  return { app, statuses }
}

test('an address without a token is served up to its limit and told when it resets', async () => {
  const { app, statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })

  expect(await statuses(4, '/open')).toEqual([200, 200, 200, 429])

  const refused = await app.inject('/open')
  expect(refused.json()).toMatchObject({
    code: 'rate_limited',
    retryable: true,
    details: { retryAfterMs: expect.any(Number) }
  })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  const other = await app.inject({ url: '/open', remoteAddress: '192.0.2.7' })
  expect(other.statusCode).toBe(200)
})

test('wrong tokens count against their address, and a right one is served from there all the same', async () => {
  const { app, statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })

  expect(await statuses(5, { url: '/closed', headers: bearer('wrong') })).toEqual([401, 401, 401, 429, 429])
  expect(await statuses(20, { url: '/closed', headers: bearer('good') })).toEqual(Array(20).fill(200))
  expect((await app.inject({ url: '/open', headers: bearer(ADMIN) })).statusCode).toBe(200)
  expect((await app.inject('/open')).statusCode).toBe(429)
})

test('carriers, probes, preflights and session posts are never counted against their address', async () => {
  const { app, statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1' })
  await statuses(2, '/open')

  expect(await statuses(5, { method: 'POST', url: '/webhooks/agt_1/sms' })).toEqual(Array(5).fill(200))
  expect(await statuses(5, '/health')).toEqual(Array(5).fill(200))
  expect(await statuses(5, { method: 'OPTIONS', url: '/open' })).toEqual(Array(5).fill(200))
  expect(await statuses(5, { method: 'POST', url: '/messages?sessionId=abc' })).toEqual(Array(5).fill(200))
  expect((await app.inject({ method: 'POST', url: '/messages' })).statusCode).toBe(429)
})

test('a token in the address of /sse counts as one, anywhere else it does not', async () => {
  const { app, statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1' })
  await statuses(2, '/open')

  expect((await app.inject('/sse?token=good')).statusCode).toBe(200)
  expect((await app.inject('/sse?token=bad')).statusCode).toBe(429)
  expect((await app.inject('/open?token=good')).statusCode).toBe(429)
})

test.each([
  ['/admin/users', 'comms_session'],
  ['/auth/me', '__Host-comms_session']
])(
  'who is signed in is not counted at %s as one without a credential; a cookie that is no session is',
  async (url, name) => {
    const { statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })
    const cookie = (value: string) => ({ cookie: `theme=dark; ${name}=${value}` })

    expect(await statuses(20, { url, headers: cookie('good') })).toEqual(Array(20).fill(200))
    expect(await statuses(5, { url, headers: cookie('none') })).toEqual([401, 401, 401, 429, 429])
  }
)

test('links to unsubscribe are never too many, but those that are none', async () => {
  const { statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })

  expect(await statuses(20, { method: 'POST', url: '/unsubscribe/good' })).toEqual(Array(20).fill(200))
  expect(await statuses(5, { method: 'POST', url: '/unsubscribe/guess' })).toEqual([404, 404, 404, 429, 429])
})

test('a cookie is no credential where none is asked for', async () => {
  const { statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '3' })

  expect(await statuses(4, { url: '/open', headers: { cookie: 'comms_session=good' } })).toEqual([200, 200, 200, 429])
})

test('requests over all are bounded, except those of carriers', async () => {
  const { statuses } = await limited({ MAX_REQUESTS_PER_SECOND: '0' })

  expect(await statuses(2, { url: '/closed', headers: bearer('good') })).toEqual([429, 429])
  expect(await statuses(2, { method: 'POST', url: '/webhooks/agt_1/sms' })).toEqual([200, 200])
})

test('a network of IPv6 counts as one address, for it is one customer', async () => {
  const { app } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '2' })
  const statusFrom = async (remoteAddress: string) => (await app.inject({ url: '/open', remoteAddress })).statusCode

  expect(await statusFrom('2001:db8:1:2::1')).toBe(200)
  expect(await statusFrom('2001:db8:1:2:ffff::2')).toBe(200)
  expect(await statusFrom('2001:db8:1:2:3::3')).toBe(429)
  expect(await statusFrom('2001:db8:1:3::1')).toBe(200)
})

test('many addresses take bounded memory: the one heard of longest ago is forgotten', async () => {
  const { app, statuses } = await limited({
    MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1',
    MAX_REQUESTS_PER_SECOND: '1000000'
  })
  await statuses(2, '/open')
  const ask = (n: number) => app.inject({ url: '/open', remoteAddress: `10.0.${n >> 8}.${n & 255}` })

  for (let n = 0; n < 4000; n++) await ask(n)
  expect((await app.inject('/open')).statusCode).toBe(429)
  for (let n = 4000; n < 10_000; n++) await ask(n)

  expect((await app.inject('/open')).statusCode).toBe(200)
})

test('a vendor is never refused for its number, however many forged posts come from its address', async () => {
  const { statuses } = await limited({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '2', MAX_REQUESTS_PER_SECOND: '1' })
  await statuses(5, { url: '/closed', headers: bearer('wrong') })

  expect(await statuses(200, { method: 'POST', url: '/webhooks/agt_1/sms' })).toEqual(Array(200).fill(200))
})
