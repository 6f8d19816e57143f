import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { agents, auditLog, decisions, numberPool } from '../../src/db/schema/index.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { resolveAgent } from '../../src/services/agents.ts'
import { channelStatus } from '../../src/services/channel-status.ts'
import { deprovisionChannels } from '../../src/services/deprovisioning.ts'
import { registerDue } from '../../src/services/number-registration.ts'
import { type ProvisioningHouse, provisioningHouse } from '../helpers/provisioning-house.ts'

const PERSON = '+14155550123'

async function text(house: ProvisioningHouse, agentId: string, body: string) {
  const [agent] = await house.deps.db.select().from(agents).where(eq(agents.id, agentId))
  if (!agent) throw new Error('there is no such agent')
  return sendMessage(house.deps, { agent, actor: 'agent:test' }, { channel: 'sms', to: PERSON, body })
}

const statusOf = async ({ deps }: ProvisioningHouse, id: string) =>
  (await deps.db.select().from(agents).where(eq(agents.id, id)))[0]?.phoneStatus

/** Somebody has just been asked about the number of an agent. */
const touch = ({ deps }: ProvisioningHouse, agentId: string) =>
  deps.db.update(numberPool).set({ updatedAt: deps.clock.now() }).where(eq(numberPool.agentId, agentId))

const sent = ({ simulator }: ProvisioningHouse) => simulator.texts({ direction: 'outbound' })

/** An agent whose number is not registered yet. */
async function waiting(house: ProvisioningHouse) {
  house.simulator.behave({ campaign: 'IN_PROGRESS' })
  return house.provision({ agentId: 'ada' })
}

describe('an American number whose campaign is not approved', () => {
  test('is there and says plainly that it may receive and call, but not text', async () => {
    const house = await provisioningHouse()

    const { channels } = await waiting(house)
    const now = await channelStatus(house.deps, house.caller, 'ada')

    for (const of of [channels, now.channels])
      for (const channel of [of.phone, of.sms])
        expect(channel).toMatchObject({
          status: 'pending_registration',
          note: expect.stringMatching(/may receive and call, but not text.*A2P 10DLC brand and campaign/)
        })
    expect(channels.email).toMatchObject({ status: 'active' })
    expect(house.billed()).toHaveLength(1)
  })

  test('is refused for a text, with the reason on record and nothing sent', async () => {
    const house = await provisioningHouse()
    await waiting(house)

    await expect(text(house, 'ada', 'hello')).rejects.toMatchObject({
      code: 'registration_required',
      details: { registration: 'A2P 10DLC brand and campaign' }
    })

    expect(sent(house)).toEqual([])
    expect(await house.deps.db.select().from(decisions)).toMatchObject([
      {
        verdict: 'refused',
        check: 'country-rules',
        facts: { 'country-rules': { unregistered: 'A2P 10DLC brand and campaign' } }
      }
    ])
  })

  test('texts as soon as the approval was found', async () => {
    const house = await provisioningHouse()
    await waiting(house)

    const before = await registerDue(house.deps)
    house.simulator.behave({ campaign: 'VERIFIED' })
    const after = await registerDue(house.deps)
    await text(house, 'ada', 'hello')

    expect([before, after, await registerDue(house.deps)]).toEqual([0, 1, 0])
    expect(sent(house)).toHaveLength(1)
    const { channels } = await channelStatus(house.deps, house.caller, 'ada')
    expect(channels.sms).toEqual({ number: house.billed()[0]?.number, status: 'active' })
    const entries = await house.deps.db.select().from(auditLog).where(eq(auditLog.event, 'agent.changed'))
    expect(entries).toMatchObject([{ actor: 'system', subject: 'ada', details: { fields: ['phoneStatus'] } }])
  })

  test('is asked about no more when it is registered', async () => {
    const house = await provisioningHouse()
    await house.provision({ agentId: 'ada' })
    house.simulator.fault({ operation: 'ListService', status: 503, times: 1 })

    expect(await registerDue(house.deps)).toBe(0)
    expect(house.simulator.faults()).toHaveLength(1)
  })

  test('is asked about again when the carrier did not answer', async () => {
    const house = await provisioningHouse()
    house.simulator.fault({ operation: 'ListService', status: 503, times: 1 })

    const { channels } = await house.provision({ agentId: 'ada' })

    expect(channels.sms.status).toBe('pending_registration')
    expect(await registerDue(house.deps)).toBe(1)
  })

  test('goes to the next agent as it is, and is registered for that one', async () => {
    const house = await provisioningHouse()
    await waiting(house)
    await deprovisionChannels(house.deps, house.caller, { agentId: 'ada', releaseNumber: false })
    house.simulator.behave({ campaign: 'VERIFIED' })

    const next = await house.provision({ agentId: 'bob' })

    expect(next.channels.sms).toEqual({ number: house.billed()[0]?.number, status: 'active' })
    expect(house.billed()).toHaveLength(1)
  })

  test('of a removed agent is asked about no more', async () => {
    const house = await provisioningHouse()
    await waiting(house)
    await deprovisionChannels(house.deps, house.caller, { agentId: 'ada', releaseNumber: false })
    house.simulator.behave({ campaign: 'VERIFIED' })

    expect(await registerDue(house.deps)).toBe(0)
  })
})

test('whoever waits for longest is asked about first, and goes to the end of the line', async () => {
  const house = await provisioningHouse()
  house.simulator.behave({ campaign: 'IN_PROGRESS' })
  await house.provision({ agentId: 'ada' })
  await house.clock.advance(60_000)
  await house.provision({ agentId: 'bob' })
  await house.clock.advance(60_000)
  await touch(house, 'ada')
  house.simulator.behave({ campaign: 'VERIFIED' })
  house.simulator.fault({ operation: 'ListService', status: 503, times: 1 })

  const done = await registerDue(house.deps)

  expect([done, await statusOf(house, 'ada'), await statusOf(house, 'bob')]).toEqual([
    1,
    'active',
    'pending_registration'
  ])
  const numbers = await house.numbers()
  expect(numbers.map(({ updatedAt }) => updatedAt)).toEqual([house.deps.clock.now(), house.deps.clock.now()])
})

test('each of many agents is registered for its own number, and is known to be at once', async () => {
  const house = await provisioningHouse()
  house.simulator.behave({ campaign: 'IN_PROGRESS' })
  for (const agentId of ['ada', 'bob']) await house.provision({ agentId })
  await house.provision({ agentId: 'registered', country: 'GB' })
  const remembered = await resolveAgent(house.deps, house.caller, 'ada')
  house.simulator.behave({ campaign: 'VERIFIED' })

  const done = await registerDue(house.deps)

  expect([remembered.phoneStatus, done]).toEqual(['pending_registration', 2])
  expect((await resolveAgent(house.deps, house.caller, 'ada')).phoneStatus).toBe('active')
  expect(await statusOf(house, 'bob')).toBe('active')
})

test('a number of a country that registers nobody texts at once', async () => {
  const house = await provisioningHouse()
  house.simulator.behave({ campaign: 'IN_PROGRESS' })

  const { channels } = await house.provision({ country: 'GB' })

  expect(channels.sms).toMatchObject({ status: 'active' })
  expect(channels.sms).not.toHaveProperty('note')
})

test('without a number there is nothing to register', async () => {
  const house = await provisioningHouse()
  house.simulator.behave({ campaign: 'IN_PROGRESS' })

  const { channels } = await house.provision({ capabilities: { email: true } })

  expect(channels.phone).toEqual({ number: null, status: 'none' })
  expect(await registerDue(house.deps)).toBe(0)
})
