import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentPool, organizations } from '../../src/db/schema/index.ts'
import { readBilling } from '../../src/services/billing-config.ts'
import { createOrganization } from '../../src/services/organizations-create.ts'
import { testDeps } from '../helpers/test-deps.ts'

const SUPER = { role: 'super', orgId: 'org_default', tokenId: 'master' } as const

test.each([
  ['saas', 'free', { orgSpendPerDayMicroUsd: 5_000_000, orgSpendPerMonthMicroUsd: 20_000_000 }, 5],
  ['enterprise', 'enterprise', {}, 7]
] as const)(
  'in the %s edition a new organization begins on the plan %s, with its caps and its pool',
  async (edition, tier, limits, maxAgents) => {
    const { deps } = await testDeps({ EDITION: edition, INITIAL_AGENT_POOL_SIZE: '7' })

    const { organization } = await createOrganization(deps, SUPER, { name: 'Acme' })

    const id = organization.organizationId
    const [row] = await deps.db.select().from(organizations).where(eq(organizations.id, id))
    const [pool] = await deps.db.select().from(agentPool).where(eq(agentPool.orgId, id))
    expect(await readBilling(deps.db, id, deps.clock.now())).toMatchObject({ tier })
    expect([row?.limits, pool?.maxAgents]).toEqual([limits, maxAgents])
  }
)
