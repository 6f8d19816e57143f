import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, organizations } from '../../src/db/schema/index.ts'
import { ensureDefaultOrganization } from '../../src/services/organizations.ts'
import { testDeps } from '../helpers/test-deps.ts'

test('three replicas that boot at once make one default organization with one pool', async () => {
  const { deps } = await testDeps({ INITIAL_AGENT_POOL_SIZE: '7' })

  await Promise.all([1, 2, 3].map(() => ensureDefaultOrganization(deps)))

  expect(await deps.db.select().from(organizations)).toMatchObject([
    { id: 'org_default', mode: 'sandbox', status: 'approved' }
  ])
  expect(await deps.db.select().from(agentPool)).toEqual([{ orgId: 'org_default', maxAgents: 7, used: 0 }])
})

test('a later boot changes the mode as configured and nothing else', async () => {
  const { deps, config } = await testDeps()
  await ensureDefaultOrganization(deps)
  await deps.db.update(agentPool).set({ maxAgents: 50, used: 3 }).where(eq(agentPool.orgId, 'org_default'))
  await deps.db.update(organizations).set({ name: 'Renamed' }).where(eq(organizations.id, 'org_default'))

  await ensureDefaultOrganization({ ...deps, config: { ...config, demoMode: false, initialAgentPoolSize: 9 } })

  expect(await deps.db.select().from(organizations)).toMatchObject([{ name: 'Renamed', mode: 'production' }])
  expect(await deps.db.select().from(agentPool)).toEqual([{ orgId: 'org_default', maxAgents: 50, used: 3 }])
})
