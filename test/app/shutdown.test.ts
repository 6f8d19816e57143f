import { once } from 'node:events'
import { expect, test } from 'vitest'
import { testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const HELD_MS = 5000

test('what runs at the shutdown is finished, and what comes after is refused in the one shape', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { securityToken } = await t.provision()
  t.simulator.fault({ vendor: 'twilio', operation: 'CreateMessage', delayMs: HELD_MS })
  const sending = t.call('comms_send_message', { channel: 'sms', to: '+14155550123', body: 'Hello' }, securityToken)
  await until(() => t.simulator.faults().length === 0, 'the carrier holds the message')

  const closing = t.app.close()
  await until(() => !t.app.accepting(), 'the shutdown began')
  const late = await fetch(`${t.base}/v1/tools/comms_ping`, { method: 'POST' })
  const health = await fetch(`${t.base}/health/ready`)
  await clock.advance(HELD_MS)

  expect(late.status).toBe(503)
  expect(await late.json()).toMatchObject({ code: 'unavailable', retryable: true })
  expect(late.headers.get('retry-after')).toBe('5')
  expect([health.status, await health.json()]).toEqual([503, expect.objectContaining({ status: 'unavailable' })])
  expect(await sending).toMatchObject({ status: 200, body: { status: 'sent' } })
  await closing
})

test('a wait ends early and empty at the shutdown, instead of holding it up', async () => {
  const t = await testApp({}, virtualClock())
  const { securityToken } = await t.provision()
  const arrived = once(t.app.server, 'request')
  const waiting = t.call('comms_wait_for_events', { waitSeconds: 50 }, securityToken)
  await arrived

  await t.app.close()

  expect(await waiting).toMatchObject({ status: 200, body: { events: [], ack: null } })
})
