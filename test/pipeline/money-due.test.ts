import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { messages, reservations } from '../../src/db/schema/index.ts'
import { settleDue } from '../../src/pipeline/prices-due.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { ASKED_AFTER_MS, moneyHouse } from '../helpers/money-house.ts'
import { PERSON, sms } from '../helpers/sending-house.ts'

test('what may have gone out and is given up stays spent at its estimate', async () => {
  const t = await moneyHouse()
  t.simulator.fault({ operation: 'SendEmail', dropConnection: 'before', times: -1 })
  await t.send({ channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' })

  await t.clock.advance(25 * 3_600_000)
  await drainOutbound(t.deps)

  expect(await t.rows()).toMatchObject([{ status: 'failed', errorCode: 'unknown' }])
  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: 1000 }])
  expect(await t.usage()).toMatchObject({ costMicroUsd: 1000, failed: 1 })
  await t.balances()
})

test.each([
  ['delivered', 56_000],
  ['failed', 0]
] as const)('of a %s message whose price never comes %i are paid', async (status, costMicroUsd) => {
  const t = await moneyHouse()
  await t.send(sms('+447400123456', 'hello'))
  await t.deps.db.update(messages).set({ status })
  t.simulator.fault({ operation: 'FetchMessage', status: 500, times: -1 })

  await t.clock.advance(ASKED_AFTER_MS)
  await settleDue(t.deps)
  expect(await t.holds()).toMatchObject([{ state: 'estimated' }])
  await t.clock.advance(4 * 86_400_000)
  await settleDue(t.deps)

  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: costMicroUsd, dueAt: null }])
  expect(await t.usage()).toMatchObject({ costMicroUsd })
  await t.balances()
})

test('a price that does not come is asked for again, and no other with it', async () => {
  const t = await moneyHouse()
  const { messageId } = await t.send(sms(PERSON, 'one'))
  const other = await t.send(sms('+14155550124', 'two'))
  const later = new Date(8_000_000_000_000)
  await t.deps.db.update(reservations).set({ dueAt: later }).where(eq(reservations.actionId, other.messageId))
  t.simulator.fault({ operation: 'FetchMessage', status: 500, times: -1 })
  await t.clock.advance(ASKED_AFTER_MS)

  await settleDue(t.deps)

  const due = new Map((await t.holds()).map(({ actionId, dueAt }) => [actionId, dueAt]))
  expect(due.get(other.messageId)).toEqual(later)
  const now = t.clock.now().getTime()
  expect(due.get(messageId)?.getTime()).toBeGreaterThanOrEqual(now + 60_000)
  expect(due.get(messageId)?.getTime()).toBeLessThan(now + 3_600_000)
})

test('a price is asked for once by two workers at once', async () => {
  const t = await moneyHouse()
  await t.send(sms(PERSON, 'hello'))
  await t.clock.advance(ASKED_AFTER_MS)
  t.simulator.fault({ operation: 'FetchMessage', status: 500, times: 1 })

  await Promise.all([settleDue(t.deps), settleDue(t.deps)])

  expect(await t.holds()).toMatchObject([{ state: 'estimated' }])
})

test.each([
  [{ status: 'failed', errorCode: '30003' }, { state: 'released', spentMicroUsd: 0 }, 0],
  [{ status: 'delivered' }, { state: 'settled', spentMicroUsd: 7900 }, 7900]
] as const)('a hold that was left open beside a message with %j is swept', async (settled, closed, used) => {
  const t = await moneyHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  await t.send(sms(PERSON, 'hello'))
  await t.deps.db.update(messages).set({ ...settled, dueAt: null })

  await t.clock.advance(3_700_000)
  await settleDue(t.deps)

  expect(await t.holds()).toMatchObject([{ ...closed, dueAt: null }])
  expect((await t.spend()).agent).toEqual({ day: used, month: used })
})

test('a hold whose message is gone is paid, and one whose message still waits for its outcome stays', async () => {
  const t = await moneyHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after', times: 2 })
  const gone = await t.send(sms(PERSON, 'gone'))
  const waits = await t.send(sms(PERSON, 'waits'))
  await t.deps.db.delete(messages).where(eq(messages.id, gone.messageId))

  await t.clock.advance(3_700_000)
  await settleDue(t.deps)

  const states = new Map((await t.holds()).map(({ actionId, state }) => [actionId, state]))
  expect(states.get(gone.messageId)).toBe('settled')
  expect(states.get(waits.messageId)).toBe('open')
  await t.balances()
})
