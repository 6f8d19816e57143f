import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, auditLog, messages } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { createAuthenticator } from '../../src/services/authentication.ts'
import { deprovisionChannels } from '../../src/services/deprovisioning.ts'
import { releaseDue } from '../../src/services/number-release.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { provisioningHouse } from '../helpers/provisioning-house.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

async function house() {
  const house = await provisioningHouse()
  const made = await house.provision({ agentId: 'ada' })
  const stored = async () => (await house.deps.db.select().from(agents).where(eq(agents.id, 'ada')))[0]
  return { ...house, made, stored }
}

test('the number goes back, the slot is free, and number and address can be used again', async () => {
  const { deps, caller, billed, used, numbers, stored, provision } = await house()

  const result = await deprovisionChannels(deps, caller, { agentId: 'ada' })

  expect(result).toEqual({ released: true, poolSlotsRemaining: 5 })
  expect([billed(), await used()]).toEqual([[], 0])
  expect(await numbers()).toMatchObject([{ status: 'released' }])
  expect(await stored()).toMatchObject({ status: 'removed', phoneNumber: null, emailAddress: null })
  const next = await provision()
  expect(next.channels.email.address).toBe('ada-lovelace@agents.example.com')
})

test('its tokens end at once, also one that was used a moment before', async () => {
  const { deps, caller, made } = await house()
  const authenticator = createAuthenticator(deps)
  const { tokenId } = (await authenticator.authenticate(made.securityToken)) ?? {}
  const told = new Promise((resolve) => deps.bus.subscribe('token.revoked', resolve))

  await deprovisionChannels(deps, caller, { agentId: 'ada' })

  expect(await told).toBe(tokenId)
  expect(await authenticator.authenticate(made.securityToken)).toBeUndefined()
  const [entry] = await deps.db.select().from(auditLog).where(eq(auditLog.event, 'agent.removed'))
  expect(entry).toMatchObject({ subject: 'ada', actor: 'org:tok_of_org', details: { tokenIds: [tokenId] } })
})

test('its messages stay', async () => {
  const { deps, caller, orgId } = await house()
  const now = deps.clock.now()
  await deps.db.insert(messages).values({
    id: newId('msg'),
    orgId,
    agentId: 'ada',
    channel: 'sms',
    direction: 'inbound',
    contact: '+14155550123',
    ownAddress: '+14155550100',
    conversationId: 'con_1',
    status: 'received',
    purpose: 'conversational',
    provider: 'twilio',
    segments: 1,
    costMicroUsd: 0,
    attempts: 0,
    createdAt: now,
    updatedAt: now
  })

  await deprovisionChannels(deps, caller, { agentId: 'ada' })

  expect(await deps.db.select().from(messages)).toHaveLength(1)
})

test('a number that is to be kept stays with the organization', async () => {
  const { deps, caller, billed, numbers, used } = await house()

  const result = await deprovisionChannels(deps, caller, { agentId: 'ada', releaseNumber: false })

  expect(result).toEqual({ released: false, poolSlotsRemaining: 5 })
  expect(billed()).toHaveLength(1)
  expect(await numbers()).toMatchObject([{ status: 'active', agentId: null }])
  expect(await used()).toBe(0)
})

test('when the carrier does not answer the agent is removed all the same, and the worker gives the number back', async () => {
  const { deps, clock, caller, billed, simulator, stored } = await house()
  simulator.fault({ operation: 'DeleteIncomingPhoneNumber', dropConnection: 'before', times: 1 })

  const result = await deprovisionChannels(deps, caller, { agentId: 'ada' })

  expect(result).toEqual({ released: false, poolSlotsRemaining: 5 })
  expect(await stored()).toMatchObject({ status: 'removed' })
  expect(billed()).toHaveLength(1)
  await clock.advance(60_000)
  expect(await releaseDue(deps)).toBe(1)
  expect(billed()).toEqual([])
})

test('of five that remove one agent at once, one does, and one slot is freed', async () => {
  const { deps, caller, provision, used } = await house()
  await provision()
  expect(await used()).toBe(2)

  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4, 5].map(() => deprovisionChannels(deps, caller, { agentId: 'ada' }))
  )

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'not_found' })
  expect(await used()).toBe(1)
})

test('nobody else removes it: not a stranger, not the agent itself', async () => {
  const { deps, orgId, stored, billed } = await house()
  const stranger = orgCaller(await seedOrganization(deps))

  await expect(deprovisionChannels(deps, stranger, { agentId: 'ada' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(deprovisionChannels(deps, agentCaller({ id: 'ada', orgId }), {})).rejects.toMatchObject({
    code: 'forbidden'
  })
  expect(await stored()).toMatchObject({ status: 'active' })
  expect(billed()).toHaveLength(1)
})
