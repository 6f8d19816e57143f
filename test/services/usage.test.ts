import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool } from '../../src/db/schema/index.ts'
import { countUsage } from '../../src/pipeline/usage.ts'
import { usageDashboard } from '../../src/services/usage.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

/** Two agents with usage on four days; the clock stands on Monday, 15 June 2026. */
async function house() {
  const { deps } = await testDeps()
  const [orgId, foreignOrg] = [await seedOrganization(deps), await seedOrganization(deps)]
  const ada = await seedAgent(deps, orgId, { id: 'ada', displayName: 'Ada' })
  const bob = await seedAgent(deps, orgId, { id: 'bob', displayName: 'Bob' })
  const eve = await seedAgent(deps, foreignOrg, { id: 'eve' })
  const count = (agent: { id: string; orgId: string }, day: string, channel: string, delta: object) =>
    countUsage(deps.db, { orgId: agent.orgId, agentId: agent.id, channel }, new Date(`${day}T12:00:00Z`), delta)
  await count(ada, '2026-06-15', 'sms', { actions: 2, costMicroUsd: 15_800, rateLimitHits: 1 })
  await count(ada, '2026-06-15', 'email', { actions: 1, costMicroUsd: 1000 })
  await count(ada, '2026-06-14', 'sms', { actions: 10 })
  await count(ada, '2026-05-31', 'sms', { actions: 100 })
  await count(bob, '2026-06-01', 'email', { actions: 5, costMicroUsd: 5000 })
  await count(eve, '2026-06-15', 'sms', { actions: 1000, costMicroUsd: 1_000_000 })
  await deps.db.update(agentPool).set({ used: 2 }).where(eq(agentPool.orgId, orgId))
  const totals = async (period?: 'today' | 'week' | 'month' | 'all') => {
    const { agents } = await usageDashboard(deps, orgCaller(orgId), { ...(period && { period }) })
    return Object.fromEntries(agents.map(({ agentId, totalActions }) => [agentId, totalActions]))
  }
  return { deps, orgId, ada, bob, eve, totals }
}

test('an organization sees what each of its agents did and what it cost, and nothing of others', async () => {
  const { deps, orgId } = await house()

  const dashboard = await usageDashboard(deps, orgCaller(orgId), { period: 'today' })

  expect(dashboard.globalTotals).toEqual({
    totalActions: 3,
    totalCost: 0.0168,
    totalCostMicroUsd: 16_800,
    activeAgents: 2,
    poolSlotsUsed: 2
  })
  expect(dashboard.agents).toHaveLength(2)
  expect(dashboard.agents[0]).toMatchObject({
    agentId: 'ada',
    displayName: 'Ada',
    totalActions: 3,
    actionsByChannel: { sms: 2, whatsapp: 0, email: 1, voice: 0, call: 0 },
    totalCost: 0.0168,
    costByChannel: { sms: 0.0158, whatsapp: 0, email: 0.001, voice: 0, call: 0 },
    rateLimitHits: 1,
    currentLimits: { maxActionsPerMinute: 10, maxSpendPerDay: 10 }
  })
})

test.each([
  [undefined, { ada: 3, bob: 0 }],
  ['today', { ada: 3, bob: 0 }],
  ['week', { ada: 3, bob: 0 }],
  ['month', { ada: 13, bob: 5 }],
  ['all', { ada: 113, bob: 5 }]
] as const)('the period %s counts the days that are in it', async (period, expected) => {
  const { totals } = await house()

  expect(await totals(period)).toEqual(expected)
})

test('an agent sees itself and nobody else', async () => {
  const { deps, ada, bob } = await house()

  const own = await usageDashboard(deps, agentCaller(ada), { period: 'all' })

  expect(own.agents.map(({ agentId }) => agentId)).toEqual(['ada'])
  expect(own.globalTotals).toMatchObject({ totalActions: 113, activeAgents: 1 })
  await expect(usageDashboard(deps, agentCaller(ada), { agentId: bob.id })).rejects.toMatchObject({ code: 'not_found' })
})

test('a foreign and an absent agent are not there', async () => {
  const { deps, orgId, eve } = await house()

  for (const agentId of [eve.id, 'agt_never'])
    await expect(usageDashboard(deps, orgCaller(orgId), { agentId })).rejects.toMatchObject({ code: 'not_found' })
})

test('a removed agent is listed while it has usage in the period', async () => {
  const { deps, orgId, totals } = await house()
  const gone = await seedAgent(deps, orgId, { id: 'gone', status: 'removed' })
  await countUsage(deps.db, { orgId, agentId: gone.id, channel: 'sms' }, new Date('2026-06-02T12:00:00Z'), {
    actions: 7
  })

  expect(await totals('today')).toEqual({ ada: 3, bob: 0 })
  expect(await totals('month')).toEqual({ ada: 13, bob: 5, gone: 7 })
})
