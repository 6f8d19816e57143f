import { expect, test } from 'vitest'
import { contactAttempts, inboxEvents } from '../../src/db/schema/index.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { diallingHouse } from '../helpers/dialling-house.ts'

const DAY_MS = 86_400_000

/** A call of which nobody knows whether it was placed, by a carrier that cannot be asked. */
async function unknownCall() {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'after', times: 1 })
  const { callId } = await t.call()
  t.simulator.fault({ operation: 'ListCall', status: 401, code: 20003, times: -1 })
  return { ...t, callId }
}

test('a call of which its carrier cannot be asked for days is given up, told once, and leaves nothing open', async () => {
  const t = await unknownCall()
  await t.clock.advance(3 * DAY_MS - 1000)
  await reconcileCalls(t.deps)
  expect(await t.callRows()).toMatchObject([{ state: 'unknown' }])

  await t.clock.advance(120_000)
  await Promise.all([reconcileCalls(t.deps), reconcileCalls(t.deps)])

  expect(await t.callRows()).toMatchObject([{ state: 'failed', errorCode: 'unknown', dueAt: null, endedBy: 'error' }])
  expect(await t.holds()).toMatchObject([{ state: 'settled', spentMicroUsd: 0 }])
  expect(await t.deps.db.select().from(inboxEvents)).toMatchObject([
    { payload: { callId: t.callId, status: 'failed' } }
  ])
  // It may have rung.
  expect(await t.deps.db.$count(contactAttempts)).toBe(1)
  expect(await t.imbalances()).toEqual([])
})
