import { eq } from 'drizzle-orm'
import { agentPool, agents, numberPool, tokens } from '../../src/db/schema/index.ts'
import type { Provisioning } from '../../src/schemas/provisioning.ts'
import { provisionChannels } from '../../src/services/provisioning.ts'
import { orgCaller } from './callers.ts'
import { seedOrganization, testDeps } from './test-deps.ts'

/** What a new agent with both channels asks for. */
export const BOTH: Provisioning = { displayName: 'Ada Lovelace', capabilities: { phone: true, email: true } }

/** An organization with five free slots, and eyes for what is left of each provisioning. */
export async function provisioningHouse(env: Record<string, string> = {}) {
  const { deps, clock, simulator, config } = await testDeps(env)
  const orgId = await seedOrganization(deps)
  const caller = orgCaller(orgId)
  simulator.behave({ replies: false })
  return {
    deps,
    clock,
    simulator,
    config,
    orgId,
    caller,
    provision: (input: Partial<Provisioning> = {}) => provisionChannels(deps, caller, { ...BOTH, ...input }),
    used: async () => (await deps.db.select().from(agentPool).where(eq(agentPool.orgId, orgId)))[0]?.used,
    agents: () => deps.db.select().from(agents).where(eq(agents.orgId, orgId)),
    numbers: () => deps.db.select().from(numberPool).where(eq(numberPool.orgId, orgId)),
    tokens: () => deps.db.select().from(tokens).where(eq(tokens.orgId, orgId)),
    /** Numbers that the carrier bills. */
    billed: () => simulator.numbers()
  }
}
