import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { inboxEvents, limitWindows, usageDaily } from '../../src/db/schema/index.ts'
import { confirmPlaced, failUnplaced } from '../../src/pipeline/dial-settle.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

/** A call of which nobody knows whether it was placed. */
async function unknownCall() {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'before', times: 1 })
  await t.call({ maxDurationMinutes: 5 })
  const [row] = await t.callRows()
  if (!row) throw new Error('there is no call')
  const actions = async () =>
    (await t.deps.db.select().from(limitWindows).where(eq(limitWindows.metric, 'actions'))).map(({ used }) => used)
  return { ...t, row, actions }
}

test('a call that was not placed is given back once, however many find that at once', async () => {
  const t = await unknownCall()
  expect(await t.actions()).toEqual([1, 1, 1])
  // Another action of the agent, which is not given back.
  await t.call({ to: '+14155550124' })

  await Promise.all([1, 2, 3].map(() => failUnplaced(t.deps, t.row, 'never_taken', true)))

  expect(await t.actions()).toEqual([1, 1, 1])
  expect((await t.holds())[0]).toMatchObject({ state: 'released', returnedMicroUsd: 550_000 })
  expect(await t.deps.db.$count(inboxEvents)).toBe(1)
  const days = await t.deps.db.select().from(usageDaily)
  expect(days.reduce((sum, { failed }) => sum + failed, 0)).toBe(1)
  expect(await t.imbalances()).toEqual([])
})

test('a call that its carrier has is not given back, and keeps the id under which it was told of first', async () => {
  const t = await unknownCall()
  await confirmPlaced(t.deps, t.row, { ref: 'CAfirst', state: 'ringing' })
  await confirmPlaced(t.deps, t.row, { ref: 'CAsecond', state: 'initiated' })
  await failUnplaced(t.deps, t.row, 'never_taken', true)

  expect(await t.callRows()).toMatchObject([{ providerRef: 'CAfirst', state: 'ringing', endedAt: null }])
  expect(await t.holds()).toMatchObject([{ state: 'open' }])
  expect(await t.deps.db.$count(inboxEvents)).toBe(0)
  // It rings for half a minute, lasts five, and is looked into two minutes later.
  const [row] = await t.callRows()
  expect(row?.dueAt).toEqual(new Date(t.clock.now().getTime() + 450_000))
})

test('a call that its carrier lists as over is not over before all that ends with it has', async () => {
  const t = await unknownCall()

  await confirmPlaced(t.deps, t.row, { ref: 'CAone', state: 'completed' })

  expect(await t.callRows()).toMatchObject([{ providerRef: 'CAone', state: 'initiated', endedAt: null }])
  expect(await t.holds()).toMatchObject([{ state: 'open' }])
})
