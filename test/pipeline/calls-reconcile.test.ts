import { expect, test } from 'vitest'
import { contactAttempts, inboxEvents } from '../../src/db/schema/index.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { orgVendors } from '../../src/pipeline/vendors.ts'
import { openProvider } from '../../src/providers/index.ts'
import { CALLED, diallingHouse } from '../helpers/dialling-house.ts'

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

test('a call that never reached its carrier is not taken for a later one to the same person', async () => {
  const t = await diallingHouse()
  t.simulator.fault({ operation: 'CreateCall', dropConnection: 'before', times: 1 })
  await t.call()
  await t.clock.advance(100_000)
  const telephony = await openProvider(
    t.deps.providers,
    'telephony',
    await orgVendors(t.deps, t.agent.orgId, t.agent.id)
  )
  const nowhere = { answerUrl: 'http://127.0.0.1:9/', statusUrl: 'http://127.0.0.1:9/', ringSeconds: 30 }
  await telephony.call({ from: t.agent.phoneNumber ?? '', to: CALLED, limitSeconds: 60, ...nowhere })

  await reconcileCalls(t.deps)

  expect(await t.callRows()).toMatchObject([{ state: 'failed', errorCode: 'never_taken', providerRef: null }])
  expect(await t.imbalances()).toEqual([])
})
