import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, numberPool } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { releaseDue } from '../../src/services/number-release.ts'
import { recoverProvisioning } from '../../src/services/provisioning-undo.ts'
import {
  buyAtTheCarrier,
  buying,
  crashedAgent,
  expectNothingLeft,
  provisioningHouse
} from '../helpers/provisioning-house.ts'
import { until } from '../helpers/until.ts'

test.each(['before the number was bought', 'after the number was bought', 'after its id was written down'])(
  'a provisioning that was killed %s is undone two minutes later',
  async (when) => {
    const house = await provisioningHouse()
    const { deps, clock, orgId } = house
    const agent = await crashedAgent(house)
    const label = newId('num')
    const ref = when.startsWith('before') ? null : await buyAtTheCarrier(deps, label)
    const providerRef = when.endsWith('written down') ? ref : null
    await deps.db.insert(numberPool).values(buying(deps, { id: label, orgId, agentId: agent.id, providerRef }))

    await clock.advance(119_999)
    expect(await recoverProvisioning(deps)).toBe(0)
    expect(await house.used()).toBe(1)
    await clock.advance(1)
    expect(await recoverProvisioning(deps)).toBe(1)

    await expectNothingLeft(house)
    expect(await recoverProvisioning(deps)).toBe(0)
    expect(await house.used()).toBe(0)
  }
)

test('a number that is sold only after the provisioning was undone is given back at once', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', delayMs: 150_000, times: 1 })
  const slow = house.provision().catch((error: unknown) => error)
  await until(
    async () => (await house.numbers()).length === 1 && house.simulator.faults().length === 0,
    'it is asked for'
  )

  await house.clock.advance(120_000)
  expect(await recoverProvisioning(house.deps)).toBe(1)
  await house.clock.advance(30_000)

  expect(await slow).toMatchObject({ code: 'unavailable' })
  await expectNothingLeft(house)
})

test('a number that was left in `buying` without its agent is given back', async () => {
  const house = await provisioningHouse()
  const { deps, clock, orgId } = house
  const id = newId('num')
  await buyAtTheCarrier(deps, id)
  await deps.db.insert(numberPool).values(buying(deps, { id, orgId, agentId: 'agt_gone', providerRef: null }))
  await clock.advance(120_000)

  await recoverProvisioning(deps)
  await releaseDue(deps)

  expect(house.billed()).toEqual([])
  expect(await house.numbers()).toMatchObject([{ id, status: 'released' }])
})

test('of three replicas that recover at once, the slot is freed once', async () => {
  const house = await provisioningHouse()
  await house.provision()
  await crashedAgent(house)
  expect(await house.used()).toBe(2)
  await house.clock.advance(120_000)

  await Promise.all([1, 2, 3].map(() => recoverProvisioning(house.deps)))

  expect(await house.used()).toBe(1)
  expect((await house.agents()).map(({ status }) => status)).toEqual(['active'])
  expect(house.billed()).toHaveLength(1)
})

test('an agent that was finished meanwhile is not undone', async () => {
  const house = await provisioningHouse()
  const agent = await crashedAgent(house)
  await house.deps.db.update(agents).set({ status: 'active' }).where(eq(agents.id, agent.id))
  await house.clock.advance(120_000)

  expect(await recoverProvisioning(house.deps)).toBe(0)

  expect(await house.used()).toBe(1)
})
