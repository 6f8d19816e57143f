import { eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { agentPool, agents, numberPool, tokens } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { openProvider } from '../../src/providers/index.ts'
import type { Provisioning } from '../../src/schemas/provisioning.ts'
import { provisionChannels } from '../../src/services/provisioning.ts'
import { orgCaller } from './callers.ts'
import { seedAgent, seedOrganization, testDeps } from './test-deps.ts'

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

/** What `provisioningHouse` makes. */
export type ProvisioningHouse = Awaited<ReturnType<typeof provisioningHouse>>

/** Nothing of a provisioning is left: no agent, no token, no number that is billed, and its slot is free. */
export async function expectNothingLeft({ agents, tokens, billed, used, numbers }: ProvisioningHouse) {
  expect({ agents: await agents(), tokens: await tokens(), billed: billed(), used: await used() }).toEqual({
    agents: [],
    tokens: [],
    billed: [],
    used: 0
  })
  expect((await numbers()).filter(({ status }) => status !== 'released' && status !== 'releasing')).toEqual([])
}

/** An agent as a process leaves it that is killed while it provisions; its slot is taken. */
export async function crashedAgent({ deps, orgId }: ProvisioningHouse) {
  const taken = { used: sql`${agentPool.used} + 1` }
  await deps.db.update(agentPool).set(taken).where(eq(agentPool.orgId, orgId))
  return seedAgent(deps, orgId, { status: 'provisioning', phoneNumber: null, provisionedAt: null })
}

const numbersOf = (deps: Deps) => openProvider(deps.providers, 'numbers', { id: 'org_any', mode: 'sandbox' })

/** Has the carrier sell a number under a label, and returns its id there. */
export async function buyAtTheCarrier(deps: Deps, label: string): Promise<string> {
  const port = await numbersOf(deps)
  const [offer] = await port.search({ country: 'US', sms: true, voice: true, limit: 1 })
  const { ref } = await port.buy(
    offer?.number ?? '',
    { smsUrl: 'http://127.0.0.1:9', voiceUrl: 'http://127.0.0.1:9', statusUrl: 'http://127.0.0.1:9' },
    label
  )
  return ref
}

/** The row of a number that is being bought. */
export const buying = (
  deps: Deps,
  values: Pick<typeof numberPool.$inferInsert, 'id' | 'orgId' | 'agentId' | 'providerRef'>
) => ({
  ...values,
  number: '+14155550100',
  provider: 'twilio',
  country: 'US',
  capabilities: { sms: true, mms: true, voice: true },
  status: 'buying' as const,
  monthlyMicroUsd: 0,
  createdAt: deps.clock.now(),
  updatedAt: deps.clock.now()
})

/** A number that the organization kept from an agent it removed; returns the id of its row. */
export async function seedKeptNumber({ deps, orgId }: ProvisioningHouse): Promise<string> {
  const id = newId('num')
  const providerRef = await buyAtTheCarrier(deps, id)
  await deps.db
    .insert(numberPool)
    .values({ ...buying(deps, { id, orgId, agentId: null, providerRef }), status: 'active' })
  return id
}
