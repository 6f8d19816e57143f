import { and, count, eq, isNotNull, sum } from 'drizzle-orm'
import { agentPool, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { agentPoolTotal, agentPoolUsed, unknownRows } from '../observability/metrics.ts'

/** Brings the gauges of /metrics up to date that are read from rows. */
export async function sampleGauges(deps: Pick<Deps, 'db'>): Promise<void> {
  const [pool] = await deps.db
    .select({ used: sum(agentPool.used).mapWith(Number), max: sum(agentPool.maxAgents).mapWith(Number) })
    .from(agentPool)
  const isUnknown = and(eq(messages.status, 'unknown'), isNotNull(messages.dueAt))
  const [open] = await deps.db.select({ rows: count() }).from(messages).where(isUnknown)
  agentPoolUsed.set(pool?.used ?? 0)
  agentPoolTotal.set(pool?.max ?? 0)
  unknownRows.set(open?.rows ?? 0)
}
