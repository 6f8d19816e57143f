import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { organizations } from '../../src/db/schema/index.ts'
import { channelStatus } from '../../src/services/channel-status.ts'
import { describeCaller } from '../../src/services/me.ts'
import { switchChannels } from '../../src/services/organizations-switch.ts'
import { agentCaller, orgCaller, superCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

test('an agent learns who it is, what it can send on and what bounds it', async () => {
  const { deps } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps), { blockedChannels: ['email'] })
  const expiresAt = new Date('2026-07-01T00:00:00Z')

  const me = await describeCaller(deps, { ...agentCaller(agent), expiresAt }, undefined)

  expect(me).toMatchObject({
    role: 'agent',
    organizationId: agent.orgId,
    organizationMode: 'sandbox',
    tokenId: 'tok_of_agent',
    tokenExpiresAt: '2026-07-01T00:00:00.000Z',
    agent: { agentId: agent.id, channels: { sms: { number: agent.phoneNumber } } },
    may: { sendOn: ['sms', 'voice'], provisionAgents: false, issueTokens: [], actForAnyOrganization: false },
    limits: { maxActionsPerMinute: 10 }
  })
  expect(JSON.stringify(me)).not.toContain('callbackSecret')
})

test('a channel that waits for its registration, or that the whole server has off, is none to send on', async () => {
  const { deps } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps))
  const waiting = await seedAgent(deps, agent.orgId, {
    phoneStatus: 'pending_registration',
    emailStatus: 'pending_registration'
  })
  const sendOn = async (of: typeof agent) => (await describeCaller(deps, agentCaller(of), undefined)).may.sendOn
  expect([await sendOn(agent), await sendOn(waiting)]).toEqual([['sms', 'email', 'voice'], ['voice']])

  await switchChannels(deps, superCaller(agent.orgId), { scope: 'system', channels: ['email'] })

  expect(await sendOn(agent)).toEqual(['sms', 'voice'])
  expect((await channelStatus(deps, agentCaller(agent), undefined)).blockedChannels).toEqual(['email'])
})

test('a channel that its organization blocked, or that it does not have, is none that it can send on', async () => {
  const { deps } = await testDeps()
  const orgId = await seedOrganization(deps)
  await deps.db
    .update(organizations)
    .set({ blockedChannels: ['sms', 'voice'] })
    .where(eq(organizations.id, orgId))
  const agent = await seedAgent(deps, orgId, { emailAddress: null, emailStatus: 'none' })

  expect((await describeCaller(deps, agentCaller(agent), undefined)).may.sendOn).toEqual([])
})

test('an organization and a super-admin learn their rights, and see an agent when they name one', async () => {
  const { deps } = await testDeps()
  const agent = await seedAgent(deps, await seedOrganization(deps))

  const org = await describeCaller(deps, orgCaller(agent.orgId), undefined)
  const admin = await describeCaller(deps, superCaller(agent.orgId), agent.id)

  expect(org.may).toEqual({
    sendOn: [],
    provisionAgents: true,
    issueTokens: ['org', 'agent'],
    actForAnyOrganization: false
  })
  expect(org).not.toHaveProperty('agent')
  expect(admin.may).toMatchObject({ issueTokens: ['super', 'org', 'agent'], actForAnyOrganization: true })
  expect(admin.agent?.agentId).toBe(agent.id)
})

test('nobody learns of an agent that is not theirs', async () => {
  const { deps } = await testDeps()
  const [own, foreign] = [
    await seedAgent(deps, await seedOrganization(deps)),
    await seedAgent(deps, await seedOrganization(deps))
  ]

  for (const caller of [agentCaller(own), orgCaller(own.orgId), superCaller(own.orgId)])
    await expect(describeCaller(deps, caller, foreign.id)).rejects.toMatchObject({ code: 'not_found' })
})
