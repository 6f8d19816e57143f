import { expect, test } from 'vitest'
import addressLists from '../../src/plugins/address-lists.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import { bareApp } from '../helpers/bare-app.ts'

async function guarded(env: Record<string, string>) {
  const { app } = bareApp(env)
  await app.register(errorHandler)
  await app.register(addressLists)
  for (const url of ['/admin', '/admin/orgs', '/administer', '/metrics', '/webhooks/:agentId/sms', '/mcp'])
    app.get(url, async () => 'fine')
  return async (url: string, remoteAddress: string) => (await app.inject({ url, remoteAddress })).statusCode
}

test('without lists every address comes in', async () => {
  const ask = await guarded({})

  expect(await Promise.all(['/admin', '/webhooks/agt_1/sms', '/mcp'].map((url) => ask(url, '192.0.2.9')))).toEqual([
    200, 200, 200
  ])
})

test('a denied network comes in nowhere, and is told so in the one shape', async () => {
  const { app } = bareApp({ DENIED_IPS: '192.0.2.0/24, 2001:db8::1' })
  await app.register(errorHandler)
  await app.register(addressLists)
  app.get('/mcp', async () => 'fine')

  const refused = await app.inject({ url: '/mcp', remoteAddress: '::ffff:192.0.2.9' })
  expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'address_denied', retryable: false }])
  expect((await app.inject({ url: '/nowhere', remoteAddress: '2001:db8::1' })).statusCode).toBe(403)
  expect((await app.inject({ url: '/mcp', remoteAddress: '192.0.3.9' })).statusCode).toBe(200)
})

test.each([
  ['/admin', 403],
  ['/admin/orgs', 403],
  ['/%61dmin/orgs', 403],
  ['/metrics?x=/mcp', 403],
  ['/administer', 200],
  ['/webhooks/agt_1/sms', 200],
  ['/mcp', 200]
])('with a list for administration a stranger at %s gets %i, and who is listed comes in', async (url, status) => {
  const ask = await guarded({ ADMIN_ALLOWED_IPS: '10.0.0.0/8' })

  expect([await ask(url, '192.0.2.9'), await ask(url, '10.1.2.3')]).toEqual([status, 200])
})

test.each([
  ['/webhooks/agt_1/sms', 403],
  ['/admin', 200],
  ['/mcp', 200]
])('with a list for vendors a stranger at %s gets %i', async (url, status) => {
  const ask = await guarded({ WEBHOOK_ALLOWED_IPS: '10.0.0.0/8' })

  expect([await ask(url, '192.0.2.9'), await ask(url, '10.1.2.3')]).toEqual([status, 200])
})

test('the address is that of the client behind a trusted proxy, and no header makes one up', async () => {
  const forwarded = { 'x-forwarded-for': '10.1.2.3' }
  const statusWith = async (trustProxy: string[] | false) => {
    const { app } = bareApp({ ADMIN_ALLOWED_IPS: '10.1.2.3' }, {}, { trustProxy })
    await app.register(errorHandler)
    await app.register(addressLists)
    app.get('/admin', async () => 'fine')
    return (await app.inject({ url: '/admin', remoteAddress: '192.0.2.1', headers: forwarded })).statusCode
  }

  expect([await statusWith(['192.0.2.1']), await statusWith(false)]).toEqual([200, 403])
})
