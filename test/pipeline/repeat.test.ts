import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contacts, decisions, dncList, inboxEvents, messages } from '../../src/db/schema/index.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

const MINUTE_MS = 60_000
/** It is 21:50 there when the clock of the tests begins. */
const LATE = 'Asia/Karachi'

/** A house in which one text waits, because the carrier took none at first. */
async function waitingText() {
  const house = await sendingHouse()
  house.simulator.fault({ vendor: 'twilio', operation: 'CreateMessage', status: 503 })
  const { status } = await house.send(sms(PERSON, 'Hello'))
  expect(status).toBe('queued')
  const drain = async (minutes: number) => {
    await house.clock.advance(minutes * MINUTE_MS)
    await drainOutbound(house.deps)
  }
  return { ...house, drain }
}

test('a text that waits for its carrier leaves when nothing has changed', async () => {
  const { drain, texts, rows } = await waitingText()

  await drain(1)

  expect(texts()).toHaveLength(1)
  expect(await rows()).toMatchObject([{ status: 'sent' }])
})

test('a text that leaves moves no other that waits', async () => {
  const { deps, send, simulator, drain, rows } = await waitingText()
  const dueAt = new Date(8_000_000_000_000)
  await deps.db.update(messages).set({ dueAt })
  simulator.fault({ vendor: 'twilio', operation: 'CreateMessage', status: 503 })
  await send(sms('+14155550124', 'Hello'))
  const both = async () => (await rows()).toSorted((a, b) => a.id.localeCompare(b.id))
  expect(await both()).toMatchObject([{ status: 'queued', dueAt }, { status: 'queued' }])

  await drain(1)

  expect(await both()).toMatchObject([{ status: 'queued', attempts: 1, dueAt }, { status: 'sent' }])
})

test('who opts out while a text waits does not get it: it fails, its money goes back, and the agent is told why', async () => {
  const { deps, agent, drain, texts, rows, usage } = await waitingText()
  const listing = {
    orgId: agent.orgId,
    contact: PERSON,
    reason: 'asked',
    source: 'manual',
    createdAt: new Date()
  } as const
  await deps.db.insert(dncList).values(listing)

  await drain(1)

  expect(texts()).toEqual([])
  const [row] = await rows()
  expect(row).toMatchObject({ status: 'failed', errorCode: 'recipient_opted_out' })
  expect(await usage()).toMatchObject({ actions: 0, costMicroUsd: 0 })
  const [event] = await deps.db.select().from(inboxEvents).where(eq(inboxEvents.kind, 'message.status'))
  expect(event).toMatchObject({
    messageId: row?.id,
    payload: { status: 'failed', error: { code: 'recipient_opted_out' } }
  })
  const refused = await deps.db.select().from(decisions).where(eq(decisions.verdict, 'refused'))
  expect(refused).toMatchObject([{ check: 'dnc', messageId: row?.id }])
})

test('a text that waits into the night waits for the morning', async () => {
  const { deps, drain, texts, rows } = await waitingText()
  await deps.db.update(contacts).set({ timeZone: LATE, askAgainAt: new Date('2027-01-01') })

  await drain(60)
  expect([texts().length, (await rows())[0]?.status]).toEqual([0, 'queued'])

  await drain(11 * 60)
  expect([texts().length, (await rows())[0]?.status]).toEqual([1, 'sent'])
})
