import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditLog, organizations } from '../../src/db/schema/index.ts'
import { channelStatus } from '../../src/services/channel-status.ts'
import { setAgentLimits } from '../../src/services/limits-change.ts'
import { describeCaller } from '../../src/services/me.ts'
import { usageDashboard } from '../../src/services/usage.ts'
import { agentCaller, orgCaller } from '../helpers/callers.ts'
import { seedAgent, seedOrganization, testDeps } from '../helpers/test-deps.ts'

async function house() {
  const { deps } = await testDeps()
  const orgId = await seedOrganization(deps)
  await deps.db
    .update(organizations)
    .set({ limits: { maxActionsPerHour: 50, orgSpendPerMonthMicroUsd: 7_000_000 } })
    .where(eq(organizations.id, orgId))
  const agent = await seedAgent(deps, orgId)
  return { deps, orgId, agent, owner: orgCaller(orgId) }
}

test('what is set is what applies, wherever the limits of the agent are shown; another agent keeps its own', async () => {
  const { deps, orgId, agent, owner } = await house()
  const other = await seedAgent(deps, orgId)

  const set = await setAgentLimits(deps, owner, agent.id, { maxActionsPerMinute: 3, maxSpendPerDay: 0.1 })

  const limits = {
    ...{ maxActionsPerMinute: 3, maxActionsPerHour: 50, maxActionsPerDay: 500 },
    ...{ maxSpendPerDay: 0.1, maxSpendPerMonth: 100, maxCostPerAction: 5 },
    ...{ maxCallDurationMinutes: 10, maxCallsPerDayToSameNumber: 2 },
    ...{ organizationSpendPerDay: null, organizationSpendPerMonth: 7 }
  }
  expect(set).toEqual({ agentId: agent.id, limits })
  expect((await describeCaller(deps, agentCaller(agent), undefined)).limits).toEqual(limits)
  expect((await describeCaller(deps, owner, undefined)).limits).toMatchObject({ maxActionsPerMinute: 10 })
  expect((await channelStatus(deps, owner, agent.id)).rateLimits).toMatchObject({ maxPerMinute: 3, maxPerDay: 500 })
  const { agents } = await usageDashboard(deps, owner, {})
  const shown = new Map(agents.map(({ agentId, currentLimits }) => [agentId, currentLimits.maxActionsPerMinute]))
  expect(shown).toEqual(
    new Map([
      [agent.id, 3],
      [other.id, 10]
    ])
  )
})

test('what is not named stays, and null goes back to what applies otherwise', async () => {
  const { deps, agent, owner } = await house()
  await setAgentLimits(deps, owner, agent.id, { maxActionsPerHour: 1, maxSpendPerDay: 1 })

  const { limits } = await setAgentLimits(deps, owner, agent.id, { maxActionsPerHour: null, maxCostPerAction: 0 })

  expect(limits).toMatchObject({ maxActionsPerHour: 50, maxSpendPerDay: 1, maxCostPerAction: 0 })
})

test('two changes at once are both made', async () => {
  const { deps, agent, owner } = await house()

  await Promise.all([
    setAgentLimits(deps, owner, agent.id, { maxActionsPerMinute: 1 }),
    setAgentLimits(deps, owner, agent.id, { maxActionsPerDay: 2 })
  ])

  const { limits } = await setAgentLimits(deps, owner, agent.id, { maxActionsPerHour: 3 })
  expect(limits).toMatchObject({ maxActionsPerMinute: 1, maxActionsPerDay: 2, maxActionsPerHour: 3 })
})

test('a change is audited with who made it', async () => {
  const { deps, agent, owner } = await house()

  await setAgentLimits(deps, owner, agent.id, { maxSpendPerDay: 2 })

  expect(await deps.db.select().from(auditLog)).toMatchObject([
    {
      ...{ event: 'limits.changed', actor: 'org:tok_of_org', subject: agent.id },
      details: { limits: { maxSpendPerDayMicroUsd: 2_000_000 } }
    }
  ])
})

test('nothing to change, and the agent of somebody else, are refused', async () => {
  const { deps, agent, owner } = await house()
  const stranger = orgCaller(await seedOrganization(deps))

  await expect(setAgentLimits(deps, owner, agent.id, {})).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(setAgentLimits(deps, stranger, agent.id, { maxActionsPerDay: 1 })).rejects.toMatchObject({
    code: 'not_found'
  })
})
