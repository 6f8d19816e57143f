import { expect, test } from 'vitest'
import { agents, inboxEvents } from '../../src/db/schema/index.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

test('who repeats a text that the gate refused after it had waited learns that, and not that the vendor refused', async () => {
  const t = await sendingHouse()
  const draft = sms(PERSON, 'patience', { idempotencyKey: 'k' })
  t.simulator.fault({ operation: 'CreateMessage', status: 503 })
  const { messageId } = await t.send(draft)
  await t.deps.db.update(agents).set({ blockedChannels: ['sms'] })
  await t.clock.advance(60_000)
  await drainOutbound(t.deps)

  const refusal = { code: 'channel_blocked', message: expect.stringMatching(/^Nothing was sent/), retryable: false }
  await expect(t.send(draft)).rejects.toMatchObject({ ...refusal, details: { messageId } })
})

test('of what was given up nobody is told that it was not sent', async () => {
  const t = await sendingHouse()
  const draft = { channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello', idempotencyKey: 'k' } as const
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'before', times: -1 })
  await t.send(draft)
  await t.clock.advance(25 * 3_600_000)
  await drainOutbound(t.deps)

  const nextAction = expect.stringContaining('Ask the recipient')
  const mayBe = expect.stringContaining('may have been sent')
  await expect(t.send(draft)).rejects.toMatchObject({ code: 'provider_timeout', message: mayBe, nextAction })
  const [event] = await t.deps.db.select().from(inboxEvents)
  expect(event?.payload).toMatchObject({ status: 'failed', error: { code: 'unknown', meaning: mayBe, nextAction } })
})
