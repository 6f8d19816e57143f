import { and, eq } from 'drizzle-orm'
import { agents, auditLog } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { auditRow } from '../observability/audit.ts'
import { announceAgent } from './agent-cache.ts'

/**
 * Lets a channel that waited for its registration send from now on, on every replica; false when it does not wait any
 * more, so that of two who find it registered one opens it.
 */
export async function openChannel(
  deps: Pick<Deps, 'db' | 'bus' | 'clock'>,
  { agentId, orgId }: { agentId: string; orgId: string },
  status: 'phoneStatus' | 'emailStatus'
): Promise<boolean> {
  const now = deps.clock.now()
  const opened = await deps.db.transaction(async (tx) => {
    const waiting = and(eq(agents.id, agentId), eq(agents[status], 'pending_registration'))
    const change = { [status]: 'active', updatedAt: now }
    const [row] = await tx.update(agents).set(change).where(waiting).returning({ id: agents.id })
    if (!row) return false
    const entry = { orgId, event: 'agent.changed', actor: 'system', subject: agentId } as const
    await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { fields: [status] } }))
    return true
  })
  if (opened) await announceAgent(deps, agentId)
  return opened
}
