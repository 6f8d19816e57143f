import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import * as schema from '../../src/db/schema/index.ts'
import { eventRow } from '../../src/delivery/event-row.ts'
import { newId } from '../../src/lib/ids.ts'
import { fetchDue } from '../../src/pipeline/fetch-email.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { eraseMessages, noneErased } from '../../src/services/erasure-messages.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { erasureHouse, everything } from '../helpers/erasure-house.ts'
import { PERSON, sms } from '../helpers/sending-house.ts'

describe('what is on its way', () => {
  test('is cancelled while it waits to be sent again, and its action and money go back', async () => {
    const { deps, erase, send, simulator, texts, first, clock } = await erasureHouse()
    simulator.fault({ vendor: 'twilio', operation: 'CreateMessage', status: 429 })
    expect(await send(PERSON, 'Hello')).toMatchObject({ status: 'queued' })
    await clock.advance(30_000)

    expect(await erase()).toMatchObject({ cancelled: 1, pseudonymised: { messages: 1 } })

    await clock.advance(3_600_000)
    await drainOutbound(deps)
    expect(texts()).toEqual([])
    const actions = and(eq(schema.limitWindows.subjectId, first.id), eq(schema.limitWindows.metric, 'actions'))
    const windows = await deps.db.select().from(schema.limitWindows).where(actions)
    expect(windows.every(({ used }) => used === 0)).toBe(true)
    expect(await deps.db.select().from(schema.messages)).toMatchObject([{ status: 'failed', errorCode: 'erased' }])
  })

  test.each([
    ['sending', 30],
    ['sending', -30],
    ['unknown', 30],
    ['unknown', 3600],
    ['queued', 30]
  ] as const)(
    'and may be in the hands of a carrier (%s, due in %d s) is waited for, and nothing is erased before',
    async (status, seconds) => {
      const { deps, erase, send, clock } = await erasureHouse()
      await send(PERSON, 'Hello')
      const dueAt = new Date(clock.now().getTime() + seconds * 1000)
      await deps.db.update(schema.messages).set({ status, dueAt })
      const before = await everything(deps)

      await expect(erase()).rejects.toMatchObject({ code: 'conflict', retryable: true, details: { messages: 1 } })

      expect(await everything(deps)).toBe(before)
    }
  )
})

test('a call that is repeated after the erasure under the key it was given sends nothing', async () => {
  const { deps, sender, erase, texts } = await erasureHouse()
  const draft = sms(PERSON, 'Hello', { idempotencyKey: 'order-7' })
  await sendMessage(deps, sender, draft)

  await erase()

  await expect(sendMessage(deps, sender, draft)).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(texts()).toHaveLength(1)
})

test('a message that sets off while an erasure runs keeps its address until its outcome is known', async () => {
  const { deps, first, send, pseudonym } = await erasureHouse()
  const { messageId } = await send(PERSON, 'Hello')
  await send(PERSON, 'Hello again')
  const { messages } = schema
  await deps.db.update(messages).set({ status: 'sending' }).where(eq(messages.id, messageId))
  const erased = noneErased()

  await eraseMessages(deps, { agentId: first.id, contact: PERSON, pseudonym }, erased)

  expect(erased).toMatchObject({ messages: 1, message_bodies: 1 })
  const rows = await deps.db.select().from(messages).orderBy(messages.id)
  expect(rows.map(({ contact }) => contact)).toEqual([PERSON, pseudonym])
})

test('an email whose content is still to be fetched is not fetched any more', async () => {
  const { deps, first, erase, clock } = await erasureHouse()
  const email = { channel: 'email', provider: 'resend', from: 'ada@example.com', fetchRef: 're_1' } as const
  await receiveMessage(deps, arrivingSms(first, '', email))

  await erase('ada@example.com')

  await clock.advance(3_600_000)
  expect(await fetchDue(deps)).toBe(0)
  expect(await deps.db.select().from(schema.messages)).toMatchObject([{ status: 'received' }])
})

test('what an agent is told of a person without a message goes too', async () => {
  const { deps, first, erase } = await erasureHouse()
  const { inboxEvents, deliveries } = schema
  const of = { orgId: first.orgId, agentId: first.id, contact: PERSON }
  const payload = { from: PERSON, to: first.phoneNumber ?? '' }
  const event = eventRow(deps, { ...of, kind: 'contact.opted_out', channel: 'sms', payload })
  const createdAt = deps.clock.now()
  const attempt = { orgId: first.orgId, agentId: first.id, eventId: event.id, attempt: 1, durationMs: 1, createdAt }
  await deps.db.insert(inboxEvents).values(event)
  await deps.db.insert(deliveries).values({ id: newId('dlv'), outcome: 'failed', ...attempt })

  expect(await erase()).toMatchObject({ removed: { inbox_events: 1, deliveries: 1 } })

  expect(await deps.db.select().from(inboxEvents)).toEqual([])
  expect(await deps.db.select().from(deliveries)).toEqual([])
})
