import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls, organizations } from '../../src/db/schema/index.ts'
import { reconcileCalls } from '../../src/pipeline/calls-reconcile.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import { transferCall } from '../../src/services/call-transfer.ts'
import { transferSteps } from '../../src/services/transfer-answer.ts'
import { HUMAN, transferHouse } from '../helpers/transfer-house.ts'

test('a transfer of which nobody was called is not said to be under way when it is asked for again', async () => {
  const t = await transferHouse({ DEFAULT_MAX_SPEND_PER_DAY: '1.50' })
  const wish = { idempotencyKey: 'once' }
  await expect(t.transfer(wish)).rejects.toMatchObject({ code: 'rate_limited' })

  await expect(t.transfer(wish)).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(t.transfer()).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(t.transfer()).rejects.toMatchObject({ code: 'rate_limited' })
})

test('whoever was given up before the carrier asked is not dialled, and the caller is the agent’s again', async () => {
  const t = await transferHouse()
  const { transfer } = await t.transfer()
  await t.letGo()
  for (let minutes = 0; minutes < 5; minutes++) {
    await t.clock.advance(60_000)
    await reconcileCalls(t.deps)
  }

  expect(await transferSteps(t.deps, await t.now())).toMatchObject([{ do: 'relay' }])

  expect(await t.now()).toMatchObject({ endedBy: null, state: 'in-progress' })
  expect(await t.transfers()).toMatchObject([{ state: 'returned' }])
  expect(await t.leg(transfer.legId)).toMatchObject({ state: 'failed', dueAt: null })
  expect(await t.imbalances()).toEqual([])
})

test('a call that we end for good is not handed to somebody who was given up', async () => {
  const t = await transferHouse()
  await t.transfer()
  for (let minutes = 0; minutes < 5; minutes++) {
    await t.clock.advance(60_000)
    await reconcileCalls(t.deps)
  }

  expect(await transferSteps(t.deps, await t.now())).toBeUndefined()
})

test('a call that cannot be sent to somebody else stays with the agent, and nothing is held for him', async () => {
  const t = await transferHouse()
  t.held.line.close()
  await t.deps.db.update(calls).set({ generation: 0 }).where(eq(calls.id, t.call.id))
  const call = await t.now()

  // The carrier has no call of this id.
  await expect(transferCall(t.deps, t.sender, call, { to: HUMAN, kind: 'cold' })).rejects.toMatchObject({
    code: 'provider_rejected'
  })

  expect(await t.now()).toMatchObject({ endedBy: null })
  expect(await t.transfers()).toMatchObject([{ state: 'returned' }])
  expect((await t.holds()).filter(({ actionId }) => actionId !== t.call.id)).toMatchObject([{ state: 'released' }])
  expect(await t.imbalances()).toEqual([])
})

test('nobody is dialled for an agent that was stopped when the caller was let go', async () => {
  const t = await transferHouse()
  await t.transfer()
  await t.letGo()
  await t.deps.db.update(organizations).set({ blockedChannels: ['voice'] })
  forgetOrganizations(t.deps)

  expect(await transferSteps(t.deps, await t.now())).toBeUndefined()
})
