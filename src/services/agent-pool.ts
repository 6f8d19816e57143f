import { and, eq, lte } from 'drizzle-orm'
import { agentPool, auditLog } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import type { Pool } from '../schemas/agent-view.ts'
import { actorOf } from './callers.ts'

/** A pool with the slots that are left. */
export const toPool = ({ maxAgents, used }: { maxAgents: number; used: number }): Pool => ({
  maxAgents,
  used,
  remaining: Math.max(0, maxAgents - used)
})

/** The agent pool of an organization. */
export async function readPool(deps: Pick<Deps, 'db'>, orgId: string): Promise<Pool> {
  const [row] = await deps.db.select().from(agentPool).where(eq(agentPool.orgId, orgId))
  return toPool(row ?? { maxAgents: 0, used: 0 })
}

/**
 * Sets how many agents the caller's organization may have.
 * @throws CommsError `conflict` when it has more than that.
 */
export async function setPoolSize(deps: Deps, caller: Caller, maxAgents: number): Promise<Pool> {
  const { orgId } = caller
  return deps.db.transaction(async (tx) => {
    const roomy = and(eq(agentPool.orgId, orgId), lte(agentPool.used, maxAgents))
    const [row] = await tx.update(agentPool).set({ maxAgents }).where(roomy).returning()
    if (!row)
      throw new CommsError('conflict', `The organization has more than ${maxAgents} agents.`, {
        nextAction: 'Name a larger number, or deprovision agents first.'
      })
    const entry = {
      orgId,
      event: 'pool.expanded',
      actor: actorOf(caller),
      subject: orgId,
      details: { maxAgents }
    } as const
    await tx.insert(auditLog).values(auditRow(deps.clock.now(), entry))
    return toPool(row)
  })
}
