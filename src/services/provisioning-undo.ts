import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { agentPool, agents, numberPool } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { releaseNumber } from './number-release.ts'

/** After this time, in milliseconds, a provisioning that did not end was cut off by a crash. */
const CUT_OFF_AFTER_MS = 2 * 60_000
const MAX_PER_STEP = 20

/** Gives one slot of an organization's pool back, within the transaction that removes its agent. */
export async function freeSlot(tx: Queries, orgId: string): Promise<void> {
  await tx
    .update(agentPool)
    .set({ used: sql`${agentPool.used} - 1` })
    .where(and(eq(agentPool.orgId, orgId), gt(agentPool.used, 0)))
}

/**
 * Undoes a provisioning that did not end: the agent is gone, its slot free, its number given back. True when the vendor
 * has confirmed the number; otherwise `releaseDue` goes on with it. Safe to call twice, and beside the provisioning itself.
 */
export async function undoProvisioning(deps: Deps, agent: { id: string; orgId: string }): Promise<boolean> {
  const now = deps.clock.now()
  const bought = await deps.db.transaction(async (tx) => {
    const unended = and(eq(agents.id, agent.id), eq(agents.status, 'provisioning'))
    const gone = await tx.delete(agents).where(unended).returning({ id: agents.id })
    if (gone.length === 0) return []
    await freeSlot(tx, agent.orgId)
    const ofAgent = (status: 'active' | 'buying') =>
      and(eq(numberPool.agentId, agent.id), eq(numberPool.orgId, agent.orgId), eq(numberPool.status, status))
    await tx.update(numberPool).set({ agentId: null, updatedAt: now }).where(ofAgent('active'))
    return tx.update(numberPool).set({ status: 'releasing', updatedAt: now }).where(ofAgent('buying')).returning()
  })
  let clean = true
  for (const row of bought) clean = (await releaseNumber(deps, row)) && clean
  return clean
}

/** Worker step: undoes provisionings that a crash cut off; returns how many agents it found. */
export async function recoverProvisioning(deps: Deps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - CUT_OFF_AFTER_MS)
  const left = await deps.db
    .select({ id: agents.id, orgId: agents.orgId })
    .from(agents)
    .where(and(eq(agents.status, 'provisioning'), lte(agents.updatedAt, before)))
    .limit(MAX_PER_STEP)
  for (const agent of left) await undoProvisioning(deps, agent)
  await deps.db
    .update(numberPool)
    .set({ status: 'releasing' })
    .where(and(eq(numberPool.status, 'buying'), lte(numberPool.updatedAt, before)))
  return left.length
}
