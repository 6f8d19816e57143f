import { expect, test } from 'vitest'
import { reservations, usageDaily } from '../../src/db/schema/index.ts'
import { firstIdAt } from '../../src/lib/ids.ts'
import { retainSome } from '../../src/services/retention.ts'
import { seedOrganization, testDeps } from '../helpers/test-deps.ts'

const DAY_MS = 86_400_000

test('a day of usage goes alone, of each organization its own', async () => {
  const { deps, clock } = await testDeps()
  const [one, other] = [await seedOrganization(deps), await seedOrganization(deps)]
  const usage = (orgId: string, daysAgo: number) => ({
    ...{ orgId, agentId: `agt_of_${orgId}`, channel: 'sms', stripe: 0, actions: 1, inbound: 0, failed: 0, refused: 0 },
    ...{ rateLimitHits: 0, costMicroUsd: 1, day: dayOf(daysAgo) }
  })
  const dayOf = (daysAgo: number) => new Date(clock.now().getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10)
  await deps.db.insert(usageDaily).values([usage(one, 400), usage(one, 10), usage(other, 500), usage(other, 20)])

  await retainSome(deps)

  const kept = await deps.db.select({ day: usageDaily.day }).from(usageDaily)
  expect(kept.map(({ day }) => day).sort()).toEqual([dayOf(20), dayOf(10)])
})

test('what was reserved goes once it is closed, whether a price came or none will, and for messages and calls alone', async () => {
  const { deps, clock } = await testDeps()
  const reserved = (actionId: string, state: 'estimated' | 'released') => ({
    ...{ actionId, orgId: 'org_1', agentId: 'agt_1', state, heldMicroUsd: 5, createdAt: clock.now(), dueAt: null },
    ...(state === 'released' ? { spentMicroUsd: 0, returnedMicroUsd: 5 } : { spentMicroUsd: 5, returnedMicroUsd: 0 })
  })
  const id = (last: string) => firstIdAt('msg', clock.now()).slice(0, -1) + last
  const number = 'num_00000000000000000000000000'
  await deps.db
    .insert(reservations)
    .values([reserved(id('1'), 'estimated'), reserved(id('2'), 'released'), reserved(number, 'released')])

  await clock.advance(401 * DAY_MS)
  await retainSome(deps)

  expect(await deps.db.select({ id: reservations.actionId }).from(reservations)).toEqual([{ id: number }])
})
