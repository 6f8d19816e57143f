import { expect, test } from 'vitest'
import { releaseDue } from '../../src/services/number-release.ts'
import { buyAtTheCarrier, expectNothingLeft, provisioningHouse, seedKeptNumber } from '../helpers/provisioning-house.ts'

const STEPS = ['ListDomains', 'CreateWebhook', 'ListAvailablePhoneNumberLocal', 'CreateIncomingPhoneNumber'] as const

const FAULTS = {
  'is refused': { status: 400 },
  'is put off': { status: 429 },
  fails: { status: 500 },
  'is cut off before it is done': { dropConnection: 'before' },
  'is cut off after it was done': { dropConnection: 'after' }
} as const

test.each(STEPS)('however %s goes wrong, nothing is left behind, and the next attempt succeeds', async (operation) => {
  const house = await provisioningHouse()

  for (const [how, fault] of Object.entries(FAULTS)) {
    house.simulator.fault({ operation, ...fault, times: 1 })
    const refusal = await house.provision({ agentId: 'ada' }).catch((error: unknown) => error)

    expect(house.simulator.faults(), how).toEqual([])
    expect(refusal, how).toMatchObject({
      code: expect.stringMatching(/^provider_(rejected|unavailable|timeout)$/),
      message: expect.stringMatching(/slot/)
    })
    await expectNothingLeft(house)
  }
  await expect(house.provision({ agentId: 'ada' })).resolves.toMatchObject({ poolSlotsRemaining: 4 })
})

test('a number that the carrier does not take back at once is taken back by the worker, a minute later', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', dropConnection: 'after', times: 1 })
  house.simulator.fault({ operation: 'DeleteIncomingPhoneNumber', status: 500, times: 2 })

  await expect(house.provision()).rejects.toMatchObject({
    code: 'provider_timeout',
    retryable: true,
    message: expect.stringContaining('given back')
  })

  expect(house.billed()).toHaveLength(1)
  expect(await house.numbers()).toMatchObject([{ status: 'releasing' }])
  expect([await house.agents(), await house.used()]).toEqual([[], 0])
  await house.clock.advance(59_999)
  expect(await releaseDue(house.deps)).toBe(0)
  expect(house.simulator.faults()).toHaveLength(1)
  await house.clock.advance(1)
  expect(await releaseDue(house.deps)).toBe(0)
  await house.clock.advance(60_000)
  expect(await releaseDue(house.deps)).toBe(1)
  expect(house.billed()).toEqual([])
  expect(await house.numbers()).toMatchObject([{ status: 'released' }])
})

test('a purchase that turns up at the carrier after the answer was lost is found by its label and given back', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', dropConnection: 'before', times: 1 })
  await expect(house.provision()).rejects.toMatchObject({ code: 'provider_timeout' })
  const [row] = await house.numbers()

  await buyAtTheCarrier(house.deps, row?.id ?? '')
  await house.clock.advance(60_000)

  expect(await releaseDue(house.deps)).toBe(1)
  expect(house.billed()).toEqual([])
})

test('a lost purchase is looked for over ten minutes before it counts as never made', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', dropConnection: 'before', times: 1 })
  await expect(house.provision()).rejects.toMatchObject({ code: 'provider_timeout' })
  const statuses: (string | undefined)[] = []

  for (let minute = 1; minute <= 10; minute++) {
    await house.clock.advance(60_000)
    await releaseDue(house.deps)
    statuses.push((await house.numbers())[0]?.status)
  }

  expect(statuses).toEqual([...Array(9).fill('releasing'), 'released'])
})

test('when others buy the offered numbers first, the next offer is taken', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', status: 400, code: 21422, times: 2 })

  const made = await house.provision()

  expect(made.channels.phone.number).toBe(house.billed()[0]?.number)
  expect(await house.numbers()).toMatchObject([{ status: 'active', number: made.channels.phone.number }])
})

test('when every offer is gone, the answer says so and nothing is left', async () => {
  const house = await provisioningHouse()
  house.simulator.fault({ operation: 'CreateIncomingPhoneNumber', status: 400, code: 21422, times: 3 })

  await expect(house.provision()).rejects.toMatchObject({ code: 'no_number_available' })

  await expectNothingLeft(house)
  expect(await house.numbers()).toEqual([])
})

test('a kept number that cannot be pointed at the new agent stays kept', async () => {
  const house = await provisioningHouse()
  const id = await seedKeptNumber(house)
  house.simulator.fault({ operation: 'UpdateIncomingPhoneNumber', status: 500, times: 1 })

  await expect(house.provision()).rejects.toMatchObject({ code: 'provider_timeout' })

  expect(await house.numbers()).toMatchObject([{ id, agentId: null, status: 'active' }])
  expect(await house.used()).toBe(0)
})
