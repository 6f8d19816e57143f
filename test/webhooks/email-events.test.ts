import { expect, test } from 'vitest'
import { doorHouse } from '../helpers/door-house.ts'

const house = await doorHouse()
const { agentId, token, signedEvent, counted } = house
const url = `${house.base}/webhooks/in/${house.endpointId}/email`
const opened = JSON.stringify({ type: 'email.opened', created_at: 'now', data: { email_id: 'em_1', tags: [] } })
const secret = `whsec_${Buffer.alloc(24).toString('base64')}`
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000)

test('an email reaches the agent through the whole house', async () => {
  type Status = { channels: { email: { address: string } } }
  const { channels } = await house.must<Status>('comms_get_channel_status', {}, token)
  house.simulator.email({ from: 'bob@example.com', to: channels.email.address, subject: 'Hi', text: 'By mail' })

  const wanted = { waitSeconds: 10, channel: 'email' }
  const { events } = await house.must<{ events: unknown[] }>('comms_wait_for_events', wanted, token)
  expect(events).toMatchObject([{ subject: 'Hi', body: 'By mail', from: 'bob@example.com' }])
})

test('an event that is of no use is taken and ignored', async () => {
  expect((await fetch(url, signedEvent(opened))).status).toBe(200)
  expect(await counted('comms_webhook_requests_total')).toContain('"status":"ignored"')
})

test.each([-4, 4])('an event that was signed %i minutes from now is taken', async (minutes) => {
  expect((await fetch(url, signedEvent(opened, { at: minutesFromNow(minutes) }))).status).toBe(200)
})

test.each<[string, () => ReturnType<typeof signedEvent>]>([
  ['signed six minutes ago', () => signedEvent(opened, { at: minutesFromNow(-6) })],
  ['signed six minutes ahead', () => signedEvent(opened, { at: minutesFromNow(6) })],
  ['signed with another secret', () => signedEvent(opened, { secret })],
  ['with the signature of another body', () => ({ ...signedEvent(opened), body: opened.replace('em_1', 'em_2') })],
  ['with the signature of the same JSON in other bytes', () => ({ ...signedEvent(opened), body: ` ${opened}` })]
])('an event %s is refused', async (_name, forge) => {
  expect((await fetch(url, forge())).status).toBe(403)
})

test.each(['', 'no JSON', '[]', 'null', '{"type":1}', '{"type":"email.received"}'])(
  'the signed body %j is refused for good',
  async (body) => {
    expect((await fetch(url, signedEvent(body))).status).toBe(400)
  }
)

test('the webhook of one agent is verified with the secret of its account', async () => {
  const own = `${house.base}/webhooks/${agentId}/email`

  expect((await fetch(own, signedEvent(opened))).status).toBe(200)
  expect((await fetch(own, signedEvent(opened, { secret }))).status).toBe(403)
})
