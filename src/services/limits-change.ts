import { and, eq, inArray } from 'drizzle-orm'
import { agents, auditLog } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { organization } from '../pipeline/vendors.ts'
import type { LimitOverrides, Limits } from '../schemas/usage.ts'
import { announceAgent } from './agent-cache.ts'
import { agentNotFound, resolveAgent } from './agents.ts'
import { actorOf } from './callers.ts'
import { limitsOf, microUsd } from './limits.ts'

/** Limits of an agent that can be set, money in US dollars; null goes back to what applies otherwise. */
export interface LimitChange {
  maxActionsPerMinute?: number | null
  maxActionsPerHour?: number | null
  maxActionsPerDay?: number | null
  maxSpendPerDay?: number | null
  maxSpendPerMonth?: number | null
  maxCostPerAction?: number | null
  maxCallDurationMinutes?: number | null
  maxCallsPerDayToSameNumber?: number | null
}

/** Name under which a limit is stored, and whether it is money. */
const STORED = {
  maxActionsPerMinute: ['maxActionsPerMinute', false],
  maxActionsPerHour: ['maxActionsPerHour', false],
  maxActionsPerDay: ['maxActionsPerDay', false],
  maxSpendPerDay: ['maxSpendPerDayMicroUsd', true],
  maxSpendPerMonth: ['maxSpendPerMonthMicroUsd', true],
  maxCostPerAction: ['maxCostPerActionMicroUsd', true],
  maxCallDurationMinutes: ['maxCallDurationMinutes', false],
  maxCallsPerDayToSameNumber: ['maxCallsPerDayToSameNumber', false]
} as const satisfies Record<keyof LimitChange, readonly [keyof LimitOverrides, boolean]>

/**
 * Sets limits of one agent that differ from those of its organization and the server; every replica obeys at once.
 * @throws CommsError `not_found`, `invalid_input` when nothing is to be changed.
 */
export async function setAgentLimits(
  deps: Deps,
  caller: Caller,
  agentId: string | undefined,
  change: LimitChange
): Promise<{ agentId: string; limits: Limits }> {
  const { id, orgId } = await resolveAgent(deps, caller, agentId)
  if (Object.keys(change).length === 0) throw new CommsError('invalid_input', 'limits: name at least one of them')
  const now = deps.clock.now()
  const isAgent = and(eq(agents.id, id), inArray(agents.status, ['active', 'suspended']))
  const limits = await deps.db.transaction(async (tx) => {
    // The lock: of two changes at once the second is made on top of the first.
    const [agent] = await tx.update(agents).set({ updatedAt: now }).where(isAgent).returning({ limits: agents.limits })
    if (!agent) throw agentNotFound()
    const changed = merged(agent.limits, change)
    await tx.update(agents).set({ limits: changed }).where(isAgent)
    const entry = { orgId, event: 'limits.changed', actor: actorOf(caller), subject: id } as const
    await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { limits: changed } }))
    return changed
  })
  await announceAgent(deps, id)
  return { agentId: id, limits: limitsOf(deps, await organization(deps, orgId), { limits }) }
}

function merged(before: LimitOverrides, change: LimitChange): LimitOverrides {
  const after: LimitOverrides = { ...before }
  for (const name of Object.keys(change) as (keyof LimitChange)[]) {
    const [stored, money] = STORED[name]
    const value = change[name]
    if (value == null) delete after[stored]
    else after[stored] = money ? microUsd(value) : value
  }
  return after
}
