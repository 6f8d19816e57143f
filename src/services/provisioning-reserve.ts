import { randomBytes } from 'node:crypto'
import { and, eq, lt, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { agentPool, agents } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { Provisioning } from '../schemas/provisioning.ts'
import { emailAddressFor } from './agent-address.ts'

const MAX_ADDRESS_TRIES = 5

/**
 * Takes a slot of the pool, the agent's id and its email address in one transaction; the agent is `provisioning`.
 * @throws CommsError `pool_exhausted`, `conflict` when the id or the address is taken.
 */
export async function reserveAgent(
  deps: Deps,
  caller: Caller,
  input: Provisioning
): Promise<{ agent: AgentRow; poolSlotsRemaining: number }> {
  const id = input.agentId ?? newId('agt', deps.clock.now())
  for (let tries = 0; tries < MAX_ADDRESS_TRIES; tries++) {
    try {
      return await insertAgent(deps, newAgent(deps, caller.orgId, { ...input, agentId: id }, tries > 0))
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      await refuseTaken(deps, caller, id)
    }
  }
  throw new CommsError('conflict', 'No free email address was found for this name.', {
    nextAction: 'Choose another displayName or emailDomain.'
  })
}

async function insertAgent(deps: Deps, values: typeof agents.$inferInsert) {
  return deps.db.transaction(async (tx) => {
    const roomy = and(eq(agentPool.orgId, values.orgId), lt(agentPool.used, agentPool.maxAgents))
    const [pool] = await tx
      .update(agentPool)
      .set({ used: sql`${agentPool.used} + 1` })
      .where(roomy)
      .returning()
    if (!pool) throw new CommsError('pool_exhausted', 'All agents that this organization may have are provisioned.')
    const [agent] = await tx.insert(agents).values(values).returning()
    if (!agent) throw new Error('an insert returned no row')
    return { agent, poolSlotsRemaining: pool.maxAgents - pool.used }
  })
}

async function refuseTaken(deps: Deps, caller: Caller, id: string): Promise<void> {
  const [taken] = await deps.db
    .select({ orgId: agents.orgId, status: agents.status })
    .from(agents)
    .where(eq(agents.id, id))
  if (!taken) return
  const state = taken.orgId === caller.orgId ? `: it is ${taken.status}` : ''
  throw new CommsError('conflict', `This agentId is taken${state}.`, {
    nextAction: 'Choose another agentId, or leave it out.'
  })
}

function newAgent(
  deps: Deps,
  orgId: string,
  input: Provisioning & { agentId: string },
  distinct: boolean
): typeof agents.$inferInsert {
  const { agentId: id, displayName, capabilities } = input
  const domain = input.emailDomain ?? deps.config.emailDefaultDomain
  const now = deps.clock.now()
  return {
    id,
    orgId,
    displayName,
    greeting: input.greeting ?? null,
    systemPrompt: input.systemPrompt ?? null,
    country: input.country ?? 'US',
    language: input.language ?? 'en-US',
    voiceId: input.voiceId ?? null,
    voice: input.voice ?? {},
    callbackUrl: input.callbackUrl ?? null,
    callbackSecret: deps.sealer.seal(`whsec_${randomBytes(24).toString('base64')}`, id),
    identityMode: input.identityMode ?? 'dedicated',
    status: 'provisioning',
    phoneStatus: 'none',
    emailAddress: capabilities.email ? emailAddressFor({ id, displayName, domain }, distinct) : null,
    emailStatus: 'none',
    voiceStatus: 'none',
    blockedChannels: capabilities.voiceAi === false ? ['voice'] : [],
    storage: {},
    routeDuplication: input.routeDuplication ?? {},
    providerOverrides: input.providerOverrides ?? {},
    callbackFailures: 0,
    createdAt: now,
    updatedAt: now
  }
}
