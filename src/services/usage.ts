import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import { agents, usageDaily } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { organization } from '../pipeline/vendors.ts'
import type { AgentUsage, UsageDashboard, UsagePeriod } from '../schemas/usage.ts'
import { readPool } from './agent-pool.ts'
import { agentNotFound, idFor } from './agents.ts'
import { dollars, limitsOf } from './limits.ts'
import { firstDay } from './periods.ts'

const CHANNELS = ['sms', 'whatsapp', 'email', 'voice', 'call'] as const

/** What the counters say of one agent and channel. */
interface Counted {
  agentId: string
  channel: string
  actions: number
  rateLimitHits: number
  costMicroUsd: number
}

/**
 * Usage as recorded so far: of one agent, or of all agents of the caller's organization; an agent sees its own. Agents
 * that were removed are listed while they have usage in the period.
 * @throws CommsError `not_found`.
 */
export async function usageDashboard(
  deps: Deps,
  caller: Caller,
  input: { agentId?: string; period?: UsagePeriod }
): Promise<UsageDashboard> {
  const one = caller.agentId === undefined && input.agentId === undefined ? undefined : idFor(caller, input.agentId)
  const since = firstDay(input.period ?? 'today', deps.clock.now())
  const [org, found, counted, pool] = await Promise.all([
    organization(deps, caller.orgId),
    readAgents(deps, caller.orgId, one),
    readCounters(deps, caller.orgId, one, since),
    readPool(deps, caller.orgId)
  ])
  if (one !== undefined && found.length === 0) throw agentNotFound()
  const byAgent = Map.groupBy(counted, ({ agentId }) => agentId)
  const inService = found.filter(({ status }) => status === 'active' || status === 'suspended')
  const listed = found.filter((agent) => inService.includes(agent) || byAgent.has(agent.id))
  const usages = listed.map((agent) => toUsage(agent, limitsOf(deps, org, agent), byAgent.get(agent.id) ?? []))
  const totalCostMicroUsd = usages.reduce((sum, usage) => sum + usage.totalCostMicroUsd, 0)
  return {
    agents: usages,
    globalTotals: {
      totalActions: usages.reduce((sum, usage) => sum + usage.totalActions, 0),
      totalCost: dollars(totalCostMicroUsd),
      totalCostMicroUsd,
      activeAgents: inService.length,
      poolSlotsUsed: pool.used
    }
  }
}

function toUsage(
  agent: { id: string; displayName: string },
  currentLimits: AgentUsage['currentLimits'],
  counted: Counted[]
): AgentUsage {
  const sum = (pick: (row: Counted) => number, channel?: string) =>
    counted.filter((row) => channel === undefined || row.channel === channel).reduce((all, row) => all + pick(row), 0)
  const byChannel = (pick: (row: Counted) => number) =>
    Object.fromEntries(CHANNELS.map((channel) => [channel, sum(pick, channel)])) as AgentUsage['actionsByChannel']
  const totalCostMicroUsd = sum((row) => row.costMicroUsd)
  return {
    agentId: agent.id,
    displayName: agent.displayName,
    totalActions: sum((row) => row.actions),
    actionsByChannel: byChannel((row) => row.actions),
    totalCost: dollars(totalCostMicroUsd),
    totalCostMicroUsd,
    costByChannel: byChannel((row) => dollars(row.costMicroUsd)),
    rateLimitHits: sum((row) => row.rateLimitHits),
    currentLimits
  }
}

async function readAgents(deps: Deps, orgId: string, agentId: string | undefined) {
  const which = and(eq(agents.orgId, orgId), agentId === undefined ? undefined : eq(agents.id, agentId))
  const known = and(which, inArray(agents.status, ['active', 'suspended', 'removed']))
  const columns = { id: agents.id, displayName: agents.displayName, status: agents.status, limits: agents.limits }
  return deps.db.select(columns).from(agents).where(known).orderBy(agents.id)
}

async function readCounters(deps: Deps, orgId: string, agentId: string | undefined, since: string): Promise<Counted[]> {
  const sum = (column: typeof usageDaily.actions | typeof usageDaily.costMicroUsd) =>
    sql<number>`sum(${column})`.mapWith(Number)
  const { channel } = usageDaily
  const which = and(
    eq(usageDaily.orgId, orgId),
    gte(usageDaily.day, since),
    agentId === undefined ? undefined : eq(usageDaily.agentId, agentId)
  )
  return deps.db
    .select({
      agentId: usageDaily.agentId,
      channel,
      actions: sum(usageDaily.actions),
      rateLimitHits: sum(usageDaily.rateLimitHits),
      costMicroUsd: sum(usageDaily.costMicroUsd)
    })
    .from(usageDaily)
    .where(which)
    .groupBy(usageDaily.agentId, channel)
}
