import { and, eq, lte } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { agents, auditLog, organizations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { auditRow } from '../observability/audit.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { announceAgent } from './agent-cache.ts'
import { type Alert, raiseAlert } from './alerts.ts'

/** Something that is not as it usually is. */
export interface Anomaly extends Omit<Alert, 'event'> {
  kind: 'volume' | 'new_country' | 'token_rotation' | 'auth_failures' | 'many_agents'
  /** The agent that is suspended where its organization wants that; undefined where it is not the agent's doing. */
  agentId?: string | undefined
  /** Remembers it in the transaction of the alert, so that it is told once. */
  remember?: (tx: Queries) => Promise<unknown>
}

/** An owner who let an agent go on is not overruled for this long, in milliseconds. */
const OWNER_DECIDES_MS = 5 * 60_000
const ACTOR = 'system:anomalies'

/**
 * Raises the alert of an anomaly and audits it the first time; suspends the agent on every replica where its organization
 * wants that. The owner lets it go on with `comms_update_agent` and `resume`.
 */
export async function reportAnomaly(deps: Deps, anomaly: Anomaly): Promise<void> {
  const { kind, agentId, remember, ...alert } = anomaly
  let suspended = false
  const { isNew } = await raiseAlert(deps, { ...alert, event: `anomaly.${kind}` }, async (tx, raised) => {
    await remember?.(tx)
    suspended = agentId !== undefined && (await suspend(deps, tx, alert.orgId, agentId, raised.isNew))
    if (!raised.isNew && !suspended) return
    const entry = { orgId: alert.orgId, event: 'anomaly.detected', actor: ACTOR, subject: alert.subject } as const
    const details = { kind, ...alert.details, suspended }
    await tx.insert(auditLog).values(auditRow(deps.clock.now(), { ...entry, details }))
  })
  if (isNew) securityEventsTotal.inc({ type: `anomaly_${kind}` })
  if (!suspended || agentId === undefined) return
  await announceAgent(deps, agentId)
  await raiseAlert(deps, {
    ...{ orgId: alert.orgId, severity: 'CRITICAL', event: 'agent.suspended', subject: agentId, details: { kind } },
    message: 'An agent was suspended because of an anomaly. Its owner lets it go on with comms_update_agent and resume.'
  })
}

async function suspend(deps: Deps, tx: Queries, orgId: string, agentId: string, isNew: boolean): Promise<boolean> {
  const [org] = await tx.select().from(organizations).where(eq(organizations.id, orgId))
  if (org?.settings.suspendOnAnomaly !== true) return false
  const now = deps.clock.now()
  const untouched = isNew ? undefined : lte(agents.updatedAt, new Date(now.getTime() - OWNER_DECIDES_MS))
  const isRunning = and(eq(agents.id, agentId), eq(agents.orgId, orgId), eq(agents.status, 'active'), untouched)
  const gone = await tx
    .update(agents)
    .set({ status: 'suspended', updatedAt: now })
    .where(isRunning)
    .returning({ id: agents.id })
  if (gone.length === 0) return false
  const entry = { orgId, event: 'agent.changed', actor: ACTOR, subject: agentId } as const
  await tx.insert(auditLog).values(auditRow(now, { ...entry, details: { fields: ['status'], status: 'suspended' } }))
  return true
}
