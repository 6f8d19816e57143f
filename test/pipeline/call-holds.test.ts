import { expect, test } from 'vitest'
import { endCallRow } from '../../src/pipeline/call-ending.ts'
import { extendHold } from '../../src/pipeline/call-holds.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

test('of extensions of one call at once, as many are granted as the budget has minutes, and the books balance', async () => {
  const t = await diallingHouse({ DEFAULT_MAX_SPEND_PER_DAY: '2.00' })
  const { callId } = await t.call({ maxDurationMinutes: 10 })

  const granted = await Promise.all(Array.from({ length: 20 }, () => extendHold(t.deps, callId, 60)))

  // $1.10 of $2.00 is held; eight more minutes cost $0.88.
  expect(granted.filter(Boolean)).toHaveLength(8)
  expect(await t.holds()).toMatchObject([{ state: 'open', heldMicroUsd: 18 * 110_000 }])
  expect(await t.callRows()).toMatchObject([{ costMicroUsd: 18 * 110_000 }])
  expect(await t.imbalances()).toEqual([])
})

test('a begun minute is held as a whole one, in the budget of the day on which the call began', async () => {
  const t = await diallingHouse()
  const { callId } = await t.call({ maxDurationMinutes: 1 })
  await t.clock.advance(24 * 3_600_000)

  expect(await extendHold(t.deps, callId, 61)).toBe(true)

  expect(await t.holds()).toMatchObject([{ heldMicroUsd: 3 * 110_000 }])
  expect(await t.imbalances()).toEqual([])
})

test('a call that is settled, or that there is not, gets no more', async () => {
  const t = await diallingHouse()
  await t.call()
  const [call] = await t.callRows()
  if (!call) throw new Error('there is no call')
  await t.deps.db.transaction((tx) => endCallRow(t.deps, tx, call, { state: 'completed', durationSeconds: 30 }))

  expect(await extendHold(t.deps, call.id, 60)).toBe(false)
  expect(await extendHold(t.deps, 'cal_none', 60)).toBe(false)

  expect(await t.holds()).toMatchObject([{ state: 'estimated', spentMicroUsd: 110_000 }])
  expect(await t.imbalances()).toEqual([])
})

test('a call that is extended while its end is told is ended, every time, and the books balance', async () => {
  const t = await diallingHouse({ DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: '1000' })
  for (let n = 0; n < 12; n++) {
    const { callId } = await t.call({ idempotencyKey: `call ${n}` })
    const call = (await t.callRows()).find(({ id }) => id === callId)
    if (!call) throw new Error('there is no call')
    const end = () =>
      t.deps.db.transaction((tx) => endCallRow(t.deps, tx, call, { state: 'completed', durationSeconds: 30 }))

    await Promise.all([extendHold(t.deps, callId, 60), end(), extendHold(t.deps, callId, 60)])
  }

  expect((await t.holds()).filter(({ state }) => state === 'open')).toEqual([])
  expect(await t.imbalances()).toEqual([])
})
