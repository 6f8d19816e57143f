import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { alerts, organizations } from '../../src/db/schema/index.ts'
import { alertSpending } from '../../src/services/spend-alerts.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'

test('on the first day of a month, what its month has used is not taken for the day', async () => {
  const t = await sendingHouse()
  await t.deps.db
    .update(organizations)
    .set({ limits: { maxSpendPerDayMicroUsd: 1_000_000, maxSpendPerMonthMicroUsd: 15_800 } })
    .where(eq(organizations.id, t.agent.orgId))
  await t.clock.advance(16 * 86_400_000)
  expect(t.clock.now().getUTCDate()).toBe(1)
  for (const n of [1, 2]) await t.send(sms(PERSON, `number ${n}`))

  await alertSpending(t.deps)

  expect(await t.deps.db.select().from(alerts)).toEqual([])
})

test('at 80 % of the budget of a day an operator is told, once a day, and not before', async () => {
  const t = await sendingHouse()
  await t.deps.db
    .update(organizations)
    .set({ limits: { maxSpendPerDayMicroUsd: 39_500, maxSpendPerMonthMicroUsd: 39_500 } })
    .where(eq(organizations.id, t.agent.orgId))
  const told = () => t.deps.db.select().from(alerts)
  for (const n of [1, 2, 3]) await t.send(sms(PERSON, `number ${n}`))
  await alertSpending(t.deps)
  expect(await told()).toEqual([])

  await t.send(sms(PERSON, 'the fourth of five'))
  await alertSpending(t.deps)
  await t.clock.advance(10 * 60_000)
  await alertSpending(t.deps)

  expect(await told()).toMatchObject([
    {
      ...{ severity: 'MEDIUM', event: 'spend_cap_near', subject: t.agent.id, occurrences: 1 },
      message: "80 % of the day's budget of $0.0395 is used."
    }
  ])
})
