import { expect, test } from 'vitest'
import { calls, usageDaily } from '../../src/db/schema/index.ts'
import { settleCallPrice, spendByMinutes } from '../../src/pipeline/call-settlement.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

async function house() {
  const t = await diallingHouse()
  const { callId } = await t.call({ maxDurationMinutes: 3 })
  const usage = async () =>
    (await t.deps.db.select().from(usageDaily)).reduce(
      (sum, { actions, costMicroUsd }) => ({ actions: sum.actions + actions, cost: sum.cost + costMicroUsd }),
      { actions: 0, cost: 0 }
    )
  return {
    ...{ ...t, callId, usage },
    spend: (costMicroUsd: number) =>
      t.deps.db.transaction((tx) => spendByMinutes(tx, callId, costMicroUsd, { actions: 1 })),
    settle: (priceMicroUsd: number) => settleCallPrice(t.deps, callId, priceMicroUsd)
  }
}

test('the minutes of a call are spent and counted once, and what was held beyond them goes back', async () => {
  const t = await house()

  await t.spend(110_000)
  await t.spend(220_000)

  expect(await t.holds()).toMatchObject([{ state: 'estimated', spentMicroUsd: 110_000, returnedMicroUsd: 220_000 }])
  expect(await t.usage()).toEqual({ actions: 1, cost: 110_000 })
  expect(await t.imbalances()).toEqual([])
})

test('a call costs the first price that its carrier names, also when that is more than was held', async () => {
  const t = await house()
  await t.spend(330_000)
  await t.deps.db.update(calls).set({ costMicroUsd: 330_000 })

  await Promise.all([t.settle(400_000), t.settle(400_000)])
  await t.settle(1)

  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: 400_000, returnedMicroUsd: -70_000 }])
  expect(await t.callRows()).toMatchObject([{ costMicroUsd: 400_000, dueAt: null }])
  expect(await t.usage()).toEqual({ actions: 1, cost: 400_000 })
  expect(await t.imbalances()).toEqual([])
})

test('a price that is named while a call lasts changes nothing of what is held for it', async () => {
  const t = await house()

  await t.settle(1)

  expect(await t.holds()).toMatchObject([{ state: 'open', heldMicroUsd: 330_000, spentMicroUsd: 0 }])
  expect(await t.callRows()).toMatchObject([{ costMicroUsd: 330_000 }])
  expect(await t.imbalances()).toEqual([])
})
