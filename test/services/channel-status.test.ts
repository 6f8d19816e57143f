import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agents, organizations } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { firstIdAt } from '../../src/lib/ids.ts'
import { countUsage } from '../../src/pipeline/usage.ts'
import { type Limited, takeAction } from '../../src/pipeline/windows.ts'
import { channelStatus } from '../../src/services/channel-status.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { seedLiveCall } from '../helpers/line-house.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps, clock } = await testDeps()
  const orgId = await seedOrganization(deps)
  const agent = await seedAgent(deps, orgId, { phoneNumber: '+14155550100' })
  return { deps, clock, orgId, agent, status: () => channelStatus(deps, agentCaller(agent), undefined) }
}

const count = (deps: Deps, of: { orgId: string; id: string }, channel: string, delta: object, at = deps.clock.now()) =>
  countUsage(deps.db, { orgId: of.orgId, agentId: of.id, channel }, at, delta)

test('an agent that did nothing has counts of nothing, and no rate where there is nothing to rate', async () => {
  const { agent, status } = await house()

  expect(await status()).toEqual({
    channels: {
      phone: { number: '+14155550100', status: 'active', monthlyMessages: 0 },
      sms: { number: '+14155550100', status: 'active' },
      whatsapp: { number: null, status: 'none', qualityRating: null },
      email: { address: agent.emailAddress, status: 'active', deliveryRate: null },
      voiceAi: { status: 'active', totalCallMinutes: 0 }
    },
    blockedChannels: [],
    monthlyCost: 0,
    monthlyCostMicroUsd: 0,
    rateLimits: { actionsThisMinute: 0, actionsToday: 0, maxPerMinute: 10, maxPerDay: 500 },
    pool: { maxAgents: 5, used: 0, remaining: 5 }
  })
})

test('figures are those of this UTC month, of this agent, by channel', async () => {
  const { deps, orgId, agent, status } = await house()
  const sibling = await seedAgent(deps, orgId)
  await count(deps, agent, 'sms', { actions: 3, inbound: 2, costMicroUsd: 23_700 })
  await count(deps, agent, 'sms', { actions: 1, costMicroUsd: 7900 }, new Date('2026-06-01T00:00:00Z'))
  await count(deps, agent, 'email', { actions: 4, failed: 1, costMicroUsd: 4000 })
  await count(deps, agent, 'sms', { actions: 100, costMicroUsd: 1_000_000 }, new Date('2026-05-31T23:59:59Z'))
  await count(deps, sibling, 'sms', { actions: 100, costMicroUsd: 1_000_000 })
  const called = (of: typeof agent, at: string, durationSeconds: number | null) =>
    seedLiveCall(deps, of, { id: firstIdAt('cal', new Date(at)), durationSeconds })
  await called(agent, '2026-06-01T00:00:00Z', 90)
  await called(agent, '2026-06-02T00:00:00Z', 33)
  await called(agent, '2026-06-03T00:00:00Z', null)
  await called(agent, '2026-05-31T23:59:59Z', 3600)
  await called(sibling, '2026-06-02T01:00:00Z', 3600)

  const { channels, monthlyCost, monthlyCostMicroUsd } = await status()

  expect(channels.phone.monthlyMessages).toBe(6)
  expect(channels.email.deliveryRate).toBe(0.75)
  expect(channels.voiceAi.totalCallMinutes).toBe(2.1)
  expect([monthlyCost, monthlyCostMicroUsd]).toEqual([0.0356, 35_600])
})

test('what is left of the limits is what sends have taken, in this minute and on this day', async () => {
  const { deps, clock, orgId, agent, status } = await house()
  const intent: Limited = {
    org: { id: orgId, limits: {} },
    ...{ agent, contact: '+14155550123', channel: 'sms', action: 'message', purpose: 'conversational', costMicroUsd: 0 }
  }
  const take = () => deps.db.batch([takeAction(deps, intent, clock.now())])
  await take()
  await take()
  expect((await status()).rateLimits).toMatchObject({ actionsThisMinute: 2, actionsToday: 2 })

  await clock.advance(60_000)
  await take()

  expect((await status()).rateLimits).toMatchObject({ actionsThisMinute: 1, actionsToday: 3 })
  await clock.advance(86_400_000)
  expect((await status()).rateLimits).toMatchObject({ actionsThisMinute: 0, actionsToday: 0 })
})

test('channels blocked for the agent or for its organization are blocked, and a change shows at once', async () => {
  const { deps, orgId, agent, status } = await house()
  await status()

  await deps.db
    .update(agents)
    .set({ blockedChannels: ['email'] })
    .where(eq(agents.id, agent.id))
  await deps.db
    .update(organizations)
    .set({ blockedChannels: ['sms', 'email'] })
    .where(eq(organizations.id, orgId))

  expect((await status()).blockedChannels).toEqual(['sms', 'email'])
})

test('a foreign, a removed and an absent agent are not there', async () => {
  const { deps, orgId, agent } = await house()
  const foreign = await seedAgent(deps, await seedOrganization(deps))
  const removed = await seedAgent(deps, orgId, { status: 'removed' })

  for (const caller of [orgCaller(orgId), agentCaller(agent)])
    for (const id of [foreign.id, removed.id, 'agt_never'])
      await expect(channelStatus(deps, caller, id)).rejects.toMatchObject({
        code: 'not_found',
        message: 'There is no agent with this id.'
      })
  await expect(channelStatus(deps, orgCaller(orgId), undefined)).rejects.toMatchObject({ code: 'invalid_input' })
})
