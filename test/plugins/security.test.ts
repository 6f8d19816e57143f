import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import errorHandler from '../../src/plugins/error-handler.ts'
import security from '../../src/plugins/security.ts'
import { bareApp } from '../helpers/bare-app.ts'

async function guarded(env: Record<string, string> = {}) {
  const { app } = bareApp({ WEBHOOK_BASE_URL: 'https://comms.example.com', ...env })
  await app.register(errorHandler)
  await app.register(security)
  for (const url of ['/mcp', '/health', '/healthy', '/webhooks/agt_1/sms']) app.post(url, async () => 'fine')
  const ask = (headers: Record<string, string>, more: InjectOptions = {}) =>
    app.inject({ method: 'POST', url: '/mcp', headers, ...more })
  return { ask }
}

test.each([
  ['localhost:3100'],
  ['127.0.0.1'],
  ['[::1]:3100'],
  ['comms.example.com'],
  ['COMMS.example.com:443'],
  ['inner.example']
])('host %s is answered', async (host) => {
  const { ask } = await guarded({ ALLOWED_HOSTS: 'inner.example:8080' })

  expect((await ask({ host })).statusCode).toBe(200)
})

test.each([['evil.example'], ['comms.example.com.evil.example'], ['localhost.evil.example:3100']])(
  'host "%s" is refused, so that no page reaches this server through a name of its own',
  async (host) => {
    const { ask } = await guarded()
    const response = await ask({ host })

    expect(response.statusCode).toBe(403)
    expect(response.json()).toMatchObject({
      code: 'foreign_host',
      nextAction: expect.stringContaining('ALLOWED_HOSTS')
    })
  }
)

test('webhooks and probes are answered under any name, and nothing that only looks like them', async () => {
  const { ask } = await guarded()
  const host = 'tunnel.example'

  expect((await ask({ host }, { url: '/webhooks/agt_1/sms' })).statusCode).toBe(200)
  expect((await ask({ host }, { url: '/health' })).statusCode).toBe(200)
  expect((await ask({ host }, { url: '/healthy' })).statusCode).toBe(403)
  expect((await ask({ host }, { url: '/mcp?/webhooks/' })).statusCode).toBe(403)
})

test.each([
  ['https://comms.example.com', 200],
  ['http://localhost:5173', 200],
  ['https://app.example', 200],
  ['https://evil.example', 403],
  ['https://app.example.evil.example', 403],
  ['null', 403],
  ['file://comms.example.com', 403]
])('a page of %s gets %i', async (origin, status) => {
  const { ask } = await guarded({ CORS_ORIGINS: 'https://app.example/' })

  const response = await ask({ host: 'localhost', origin })

  expect(response.statusCode).toBe(status)
  if (status === 403) expect(response.json().nextAction).toContain('CORS_ORIGINS')
})

test('only pages of the allow-list may read answers, and their preflight is answered', async () => {
  const { ask } = await guarded({ CORS_ORIGINS: 'https://app.example' })
  const host = 'localhost'
  const preflight = { method: 'OPTIONS' as const }
  const wish = { 'access-control-request-method': 'POST' }

  const answer = await ask({ host, origin: 'https://app.example' })
  const asked = await ask({ host, origin: 'https://app.example', ...wish }, preflight)
  const own = await ask({ host, origin: 'http://localhost', ...wish }, preflight)

  expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example', vary: 'Origin' })
  expect([asked.statusCode, asked.headers['access-control-allow-methods']]).toEqual([
    204,
    'GET, POST, PUT, PATCH, DELETE'
  ])
  expect(asked.headers['access-control-allow-headers']).toContain('mcp-session-id')
  expect(own.headers['access-control-allow-origin']).toBeUndefined()
  expect(own.statusCode).toBe(405)
})

test('without an allow-list nothing is said to pages', async () => {
  const { ask } = await guarded()
  const { headers } = await ask({ host: 'localhost', origin: 'http://localhost' })

  expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'vary')).toEqual([])
})
