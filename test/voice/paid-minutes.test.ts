import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls } from '../../src/db/schema/index.ts'
import { payByTheMinute } from '../../src/voice/paid-minutes.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'
import { until } from '../helpers/until.ts'

const MINUTE_MS = 60_000
const MINUTE_MICRO_USD = 110_000

/** A call of which five minutes are paid and that may last twenty. */
async function fiveMinutes(env: Record<string, string> = {}) {
  const t = await diallingHouse(env)
  const { callId } = await t.call({ maxDurationMinutes: 5 })
  await t.deps.db.update(calls).set({ maxDurationSeconds: 1200, answeredAt: t.clock.now() }).where(eq(calls.id, callId))
  const [call] = await t.callRows()
  if (!call) throw new Error('there is no call')
  let ends = 0
  const stop = payByTheMinute(t.deps, call, () => void ends++)
  const held = async () => (await t.holds())[0]?.heldMicroUsd ?? 0
  const minutes = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const before = await held()
      await t.clock.advance(MINUTE_MS)
      const paid = async () => {
        // What is paid late sets its timer late.
        await t.clock.advance(0)
        return ends > 0 || (await held()) > before
      }
      if (ends === 0) await until(paid, 'a minute is paid')
    }
  }
  return { ...t, stop, held, minutes, ends: () => ends }
}

test('another minute is set aside as soon as less than one is left, and not before', async () => {
  const { clock, minutes, held, ends } = await fiveMinutes()

  await clock.advance(4 * MINUTE_MS - 1)
  expect(await held()).toBe(5 * MINUTE_MICRO_USD)
  await clock.advance(1)
  await until(async () => (await held()) === 6 * MINUTE_MICRO_USD, 'the sixth minute is paid')
  await minutes(3)

  expect(await held()).toBe(9 * MINUTE_MICRO_USD)
  expect(ends()).toBe(0)
})

test('a call whose budget is used up is told so once, a minute before its money ends', async () => {
  const { minutes, held, ends, clock } = await fiveMinutes({ DEFAULT_MAX_SPEND_PER_DAY: '0.70' })

  await clock.advance(3 * MINUTE_MS)
  await minutes(2)
  await clock.advance(10 * MINUTE_MS)

  expect(await held()).toBe(6 * MINUTE_MICRO_USD)
  expect(ends()).toBe(1)
})

test('a call that is over pays no more', async () => {
  const { clock, held, stop } = await fiveMinutes()
  stop()
  await clock.advance(10 * MINUTE_MS)

  expect(await held()).toBe(5 * MINUTE_MICRO_USD)
})
