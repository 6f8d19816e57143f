import { expect, test } from 'vitest'
import type { EventView } from '../../src/schemas/event-view.ts'
import type { IssuedToken } from '../../src/schemas/token.ts'
import { type TestApp, testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const KINDS = { kinds: ['message.received'], waitSeconds: 0 }

interface Batch {
  events: EventView[]
  ack: string | null
}

/** What is there, once something is. */
async function firstBatch(t: TestApp, token: string): Promise<Batch> {
  let batch: Batch = { events: [], ack: null }
  await until(async () => {
    batch = await t.must<Batch>('comms_wait_for_events', KINDS, token)
    return batch.ack !== null
  }, 'somebody writes')
  return batch
}

test('what an agent took and did not acknowledge comes again after a minute, and after that no more', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { securityToken: token, channels } = await t.provision()
  t.simulator.sms({ from: '+14155550123', to: channels.sms.number ?? '', body: 'Are you there?' })

  const first = await firstBatch(t, token)
  const meanwhile = await t.must<Batch>('comms_wait_for_events', KINDS, token)
  await clock.advance(61_000)
  const second = await firstBatch(t, token)
  await t.must('comms_wait_for_events', { ...KINDS, ack: second.ack }, token)
  await clock.advance(61_000)
  const third = await t.must<Batch>('comms_wait_for_events', KINDS, token)

  expect(first.events).toMatchObject([{ body: 'Are you there?' }])
  expect(meanwhile.events).toEqual([])
  expect(second.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id))
  expect(third.events).toEqual([])
})

test('a rotated token lets in until the last moment of its grace period, and not after it', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { token, tokenId } = await t.must<IssuedToken>('comms_issue_token', { scope: 'org' })
  const next = await t.must<IssuedToken>('comms_rotate_token', { tokenId, graceSeconds: 60 })

  await clock.advance(59_000)
  const before = await t.call('comms_ping', {}, token)
  await clock.advance(1000)
  const after = await t.call('comms_ping', {}, token)

  expect(before.status).toBe(200)
  expect(after).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
  expect((await t.call('comms_ping', {}, next.token)).status).toBe(200)
})
