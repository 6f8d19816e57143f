import { expect, test } from 'vitest'
import errorHandler from '../../src/plugins/error-handler.ts'
import observability from '../../src/plugins/observability.ts'
import type { Decorators } from '../../src/plugins/plugin.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { vendorStub } from '../helpers/vendor-stub.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const ADMIN = 'admin-token-of-24-characters'
const PRODUCTION = { ADMIN_TOKEN: ADMIN, DEMO_MODE: 'false' }

async function observed(env: Record<string, string> = PRODUCTION, decorators: Partial<Decorators> = {}) {
  const { app, lines } = bareApp(env, decorators)
  await app.register(errorHandler)
  await app.register(observability)
  app.get('/v1/agents/:id', async (request) => {
    Object.assign(request, { caller: { agentId: 'agt_7' } })
    return {}
  })
  return { app, lines }
}

/** Environment under which both vendors are this stub. */
const vendorsAt = (url: string) => ({
  ...PRODUCTION,
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '1'.repeat(32),
  TWILIO_BASE_URL: url,
  RESEND_API_KEY: 're_key_of_the_test',
  RESEND_BASE_URL: url
})

test('health tells the version and the seconds since the start, and asks nobody', async () => {
  const clock = virtualClock()
  const unreachable = () => Promise.reject(new Error('asked'))
  const { app } = await observed(PRODUCTION, { clock, pingDatabase: unreachable })
  await clock.advance(61_500)

  const answer = await app.inject('/health')

  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({ status: 'ok', uptime: 61, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
})

test('a replica whose database and vendors answer is ready, and vendors are asked once in ten seconds', async () => {
  const vendor = await vendorStub()
  const clock = virtualClock()
  const { app } = await observed(vendorsAt(vendor.url), { clock })

  const first = await app.inject('/health/ready')
  const asked = vendor.requests()
  await Promise.all([app.inject('/health/ready'), app.inject('/health/ready')])

  expect(first.statusCode).toBe(200)
  expect(first.json()).toEqual({ status: 'ready', database: 'up', providers: { numbers: 'up', email: 'up' } })
  expect(asked).toBeGreaterThan(1)
  expect(vendor.requests()).toBe(asked)
  await clock.advance(10_000)
  await app.inject('/health/ready')
  expect(vendor.requests()).toBe(2 * asked)
})

test('a vendor that refuses our credential, or fails, degrades the replica and does not take it out', async () => {
  const vendor = await vendorStub({ balance: 401, domains: 500 })
  const { app } = await observed(vendorsAt(vendor.url))

  const answer = await app.inject('/health/ready')

  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({
    status: 'degraded',
    database: 'up',
    providers: { numbers: 'refused', email: 'down' }
  })
})

test('without its database, or while it shuts down, a replica is not ready', async () => {
  const noDatabase = await observed(PRODUCTION, { pingDatabase: () => Promise.reject(new Error('gone')) })
  const leaving = await observed(PRODUCTION, { accepting: () => false })

  const first = await noDatabase.app.inject('/health/ready')
  const second = await leaving.app.inject('/health/ready')

  expect([first.statusCode, first.json().status, first.json().database]).toEqual([503, 'unavailable', 'down'])
  expect([second.statusCode, second.json().status, second.json().database]).toEqual([503, 'unavailable', 'up'])
  expect(first.body).not.toContain('gone')
})

test('metrics are for the administrator, as bearer or as password, and for everybody in demo mode', async () => {
  const { app } = await observed()
  const demo = await observed({ DEMO_MODE: 'true' })
  const basic = `Basic ${Buffer.from(`anyone:${ADMIN}`).toString('base64')}`
  const status = async (authorization?: string) =>
    (await app.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } })).statusCode

  expect(await status()).toBe(401)
  expect(await status('Bearer good')).toBe(401)
  expect(await status(`Bearer ${ADMIN}x`)).toBe(401)
  expect(await status(`Bearer ${ADMIN}`)).toBe(200)
  expect(await status(basic)).toBe(200)
  const open = await demo.app.inject('/metrics')
  expect(open.statusCode).toBe(200)
  expect(open.headers['content-type']).toContain('text/plain')
  expect(open.body).toContain('# TYPE comms_actions_total counter')
  expect(open.body).toContain('process_cpu_user_seconds_total')
})

test('a request leaves one line with its route and correlation id, and nothing of its address', async () => {
  const { app, lines } = await observed()

  await app.inject('/v1/agents/agt_7?phone=%2B14155550100&token=abc')

  const requests = lines.filter(({ event }) => event === 'http.request')
  expect(requests).toEqual([
    {
      level: 'info',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'http.request',
      correlationId: expect.any(String),
      method: 'GET',
      route: '/v1/agents/:id',
      status: 200,
      durationMs: expect.any(Number),
      agentId: 'agt_7'
    }
  ])
  expect(JSON.stringify(lines)).not.toMatch(/14155550100|token=abc/)
})
