import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { limitWindows } from '../../src/db/schema/index.ts'
import { releaseHold, settlePrice } from '../../src/pipeline/ledger-holds.ts'
import { settleDue } from '../../src/pipeline/prices-due.ts'
import { settleFailed, settleSent } from '../../src/pipeline/settle.ts'
import { receiveStatus } from '../../src/pipeline/status.ts'
import { ASKED_AFTER_MS, moneyHouse } from '../helpers/money-house.ts'
import { PERSON, sms } from '../helpers/sending-house.ts'

test('until the carrier has answered, the most that it can cost is held and stands in every budget', async () => {
  const t = await moneyHouse({ orgSpendPerDayMicroUsd: 1_000_000, orgSpendPerMonthMicroUsd: 1_000_000 })
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })

  const sent = await t.send(sms(PERSON, 'x'.repeat(161)))

  expect(sent.status).toBe('unknown')
  expect(await t.holds()).toMatchObject([
    { actionId: sent.messageId, state: 'open', heldMicroUsd: 15_800, spentMicroUsd: 0, returnedMicroUsd: 0 }
  ])
  expect(await t.spend()).toEqual({ agent: { day: 15_800, month: 15_800 }, org: { day: 15_800, month: 15_800 } })
  expect(await t.usage()).toMatchObject({ costMicroUsd: 0 })
  await t.balances()
})

test('what was sent is spent at its estimate, and at the price of the vendor once he names it', async () => {
  const t = await moneyHouse({ orgSpendPerDayMicroUsd: 1_000_000 })

  const sent = await t.send(sms('+447400123456', 'hello'))
  expect(sent.costMicroUsd).toBe(56_000)
  expect(await t.holds()).toMatchObject([{ state: 'estimated', spentMicroUsd: 56_000 }])
  expect(await t.usage()).toMatchObject({ costMicroUsd: 56_000 })
  await t.balances()
  await t.clock.advance(ASKED_AFTER_MS)
  await settleDue(t.deps)

  expect(await t.holds()).toMatchObject([
    { state: 'settled', heldMicroUsd: 56_000, spentMicroUsd: 7900, returnedMicroUsd: 48_100, dueAt: null }
  ])
  expect(await t.rows()).toMatchObject([{ costMicroUsd: 7900 }])
  expect(await t.usage()).toMatchObject({ costMicroUsd: 7900 })
  expect(await t.spend()).toEqual({ agent: { day: 7900, month: 7900 }, org: { day: 7900 } })
  await t.balances()
})

test('a price that comes on another day is settled on the day and in the month of the action', async () => {
  const t = await moneyHouse()
  await t.clock.advance(Date.parse('2026-06-30T15:59:30Z') - t.clock.now().getTime())
  await t.send(sms('+447400123456', 'hello'))
  await t.clock.advance(Date.parse('2026-07-01T15:59:00Z') - t.clock.now().getTime())
  await t.send(sms(PERSON, 'a month later'))

  await settleDue(t.deps)

  const windows = await t.deps.db.select().from(limitWindows).where(eq(limitWindows.metric, 'spend'))
  expect(windows.map(({ used }) => used)).toEqual([7900, 7900, 7900, 7900])
  await t.balances()
})

test('every recipient of an email is paid for, and it is settled at once because nobody will name its price', async () => {
  const t = await moneyHouse()
  t.agent.routeDuplication = { email: { bccTo: 'archive@example.com' } }

  const to = { channel: 'email', to: 'ada@example.com', subject: 'Hi', body: 'hello' } as const
  await t.send({ ...to, cc: ['bob@example.com', 'eve@example.com'] })

  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: 4000, dueAt: null }])
  expect(await t.usage()).toMatchObject({ costMicroUsd: 4000 })
  await t.balances()
})

test('a picture costs what an MMS costs', async () => {
  const t = await moneyHouse()

  const sent = await t.send(sms(PERSON, 'look', { mediaUrls: ['https://example.com/cat.png'] }))

  expect(sent.costMicroUsd).toBe(22_000)
})

test('what the carrier refuses gives its money and its action back, to the agent and to the organization', async () => {
  const t = await moneyHouse({ orgSpendPerDayMicroUsd: 1_000_000 })
  await t.send(sms(PERSON, 'one that goes'))

  await expect(t.send(sms('+15550100003', 'to a landline'))).rejects.toMatchObject({ code: 'provider_rejected' })

  const states = (await t.holds()).map(({ state }) => state)
  expect(states.sort()).toEqual(['estimated', 'released'])
  expect(await t.spend()).toEqual({ agent: { day: 7900, month: 7900 }, org: { day: 7900 } })
  expect(await t.actions()).toEqual({ minute: 1, hour: 1, day: 1 })
  await t.balances()
})

test('a price above the estimate is counted even past the cap, and the next action is refused', async () => {
  const t = await moneyHouse({ maxSpendPerDayMicroUsd: 20_000 })
  const { messageId } = await t.send(sms(PERSON, 'dear'))

  await settlePrice(t.deps, messageId, 25_000)

  expect((await t.spend()).agent).toEqual({ day: 25_000, month: 25_000 })
  await t.balances()
  await expect(t.send(sms(PERSON, 'again'))).rejects.toMatchObject({
    code: 'rate_limited',
    details: { limit: 'maxSpendPerDay', max: 0.02, leftMicroUsd: 0 }
  })
})

test('a message is paid once, however often and by whomever it is settled', async () => {
  const t = await moneyHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  const { messageId } = await t.send(sms(PERSON, 'hello'))
  const [row] = await t.rows()
  if (!row) throw new Error('no row')
  const status = (eventKey: string) =>
    receiveStatus(t.deps, {
      ...{ orgId: row.orgId, agentId: row.agentId, messageId, provider: 'twilio', eventKey },
      ...{ providerRef: 'SM1', status: 'delivered' }
    })

  await Promise.all([
    status('a'),
    settleSent(t.deps, row, t.agent, { ref: 'SM1', costMicroUsd: 5000 }),
    status('b'),
    settleSent(t.deps, row, t.agent, { ref: 'SM1', costMicroUsd: 5000 }),
    settleFailed(t.deps, row, t.agent, '30003')
  ])
  await Promise.all([settlePrice(t.deps, messageId, 5000), settlePrice(t.deps, messageId, 6000)])

  const [hold] = await t.holds()
  const cost = hold?.state === 'released' ? 0 : hold?.spentMicroUsd
  expect([0, 5000, 6000]).toContain(cost)
  expect((await t.usage()).costMicroUsd).toBe(cost)
  expect((await t.spend()).agent).toEqual({ day: cost, month: cost })
  await t.balances()
})

test('a failure that is told twice gives back once', async () => {
  const t = await moneyHouse()
  await t.send(sms(PERSON, 'one that goes'))
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  await t.send(sms(PERSON, 'one that does not'))
  const row = (await t.rows()).find(({ status }) => status === 'unknown')
  if (!row) throw new Error('no row')

  await settleFailed(t.deps, row, t.agent, '30003')
  await settleFailed(t.deps, row, t.agent, '30003')

  expect(await t.actions()).toEqual({ minute: 1, hour: 1, day: 1 })
  expect((await t.spend()).agent).toEqual({ day: 7900, month: 7900 })
  expect(await t.usage()).toMatchObject({ failed: 1 })
  await t.balances()
})

test("the answer to a person's own STOP is never refused for money or actions, and what it costs is counted", async () => {
  const t = await moneyHouse({ maxSpendPerDayMicroUsd: 0, maxActionsPerMinute: 0, maxCostPerActionMicroUsd: 0 })

  const sent = await t.send(sms(PERSON, 'You are unsubscribed.', { purpose: 'opt_out_confirmation' }))

  expect(sent.status).toBe('sent')
  expect((await t.spend()).agent).toEqual({ day: 7900, month: 7900 })
  expect(await t.actions()).toEqual({})
  await t.balances()
})

test('one action that may cost more than the cap of an action is refused before anything is held', async () => {
  const t = await moneyHouse({ maxCostPerActionMicroUsd: 7899 })

  await expect(t.send(sms(PERSON, 'hello'))).rejects.toMatchObject({
    code: 'price_cap_exceeded',
    details: { check: 'price-cap', costMicroUsd: 7900, maxCostMicroUsd: 7899 }
  })

  expect(await t.holds()).toEqual([])
  expect(t.texts()).toEqual([])
})

/** A house that has sent one message whose answer was lost. */
async function unknownMessage() {
  const t = await moneyHouse()
  t.simulator.fault({ operation: 'CreateMessage', dropConnection: 'after' })
  await t.send(sms(PERSON, 'hello'))
  const [row] = await t.rows()
  if (!row) throw new Error('no row')
  return { ...t, row }
}

test('a price that comes with the answer to the send is settled at once', async () => {
  const t = await unknownMessage()

  await settleSent(t.deps, t.row, t.agent, { ref: 'SM1', costMicroUsd: 5000 })

  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: 5000, returnedMicroUsd: 2900 }])
  expect((await t.spend()).agent).toEqual({ day: 5000, month: 5000 })
  await t.balances()
})

test('a status callback that settles a message of unknown outcome spends its money', async () => {
  const t = await unknownMessage()
  const { orgId, agentId, id: messageId } = t.row

  await receiveStatus(t.deps, {
    ...{ orgId, agentId, messageId, provider: 'twilio', eventKey: 'a', providerRef: 'SM1', status: 'delivered' }
  })

  expect(await t.holds()).toMatchObject([{ state: 'estimated', spentMicroUsd: 7900 }])
  expect(await t.usage()).toMatchObject({ actions: 1, costMicroUsd: 7900 })
  await t.balances()
})

test('what was spent is not released', async () => {
  const t = await moneyHouse()
  const { messageId } = await t.send(sms(PERSON, 'sent'))
  const release = () => t.deps.db.transaction((tx) => releaseHold(tx, messageId))

  await release()

  expect(await t.holds()).toMatchObject([{ state: 'estimated', spentMicroUsd: 7900 }])
  expect((await t.spend()).agent).toEqual({ day: 7900, month: 7900 })
  await t.balances()
})
