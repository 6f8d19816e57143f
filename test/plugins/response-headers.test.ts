import { expect, test } from 'vitest'
import addressLists from '../../src/plugins/address-lists.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import responseHeaders from '../../src/plugins/response-headers.ts'
import security from '../../src/plugins/security.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { testApp } from '../helpers/test-app.ts'

const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';font-src 'self';" +
  "base-uri 'none';frame-ancestors 'none';form-action 'self'"

const STRICT = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-request-id': expect.stringMatching(/./)
}

test.each([
  ['an answer', {}, 200],
  ['the refusal of a foreign host', { headers: { host: 'evil.example' } }, 403],
  ['the refusal of a denied address', { remoteAddress: '192.0.2.9' }, 403],
  ['what is nowhere', { url: '/nowhere' }, 404]
])('%s carries the strict policy and the request id, and is kept by no cache', async (_what, request, status) => {
  const { app } = bareApp({ DENIED_IPS: '192.0.2.9' })
  for (const each of [responseHeaders, errorHandler, addressLists, security]) await app.register(each)
  app.get('/open', async () => 'fine')

  const answer = await app.inject({ url: '/open', ...request })

  expect(answer.statusCode).toBe(status)
  expect(answer.headers).toMatchObject(STRICT)
})

test('a shutdown refuses with them as well', async () => {
  const { app } = bareApp({}, { accepting: () => false })
  await app.register(responseHeaders)
  await app.register(errorHandler)

  const answer = await app.inject('/open')

  expect(answer.statusCode).toBe(503)
  expect(answer.headers).toMatchObject(STRICT)
})

test('the server has them before it looks at who asks, and where its router gives up', async () => {
  const { app } = await testApp({ DENIED_IPS: '192.0.2.9', TRUST_PROXY: 'loopback' })

  const denied = await app.inject({ url: '/health', headers: { 'x-forwarded-for': '192.0.2.9' } })
  const unreadable = await app.inject('/%zz')

  expect(denied.json()).toMatchObject({ code: 'address_denied' })
  expect(denied.headers).toMatchObject(STRICT)
  expect([unreadable.statusCode, unreadable.json()]).toMatchObject([
    400,
    { code: 'malformed_request', nextAction: 'Correct the address.' }
  ])
  expect(unreadable.headers).toMatchObject(STRICT)
})
