import { and, eq, gte, or, sql } from 'drizzle-orm'
import { agentPool, agents, limitWindows, organizations, usageDaily } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CHANNELS } from '../schemas/common.ts'
import type { ChannelReport } from '../schemas/usage.ts'
import { toPool } from './agent-pool.ts'
import { channelsOf } from './agent-view.ts'
import { agentNotFound, idFor } from './agents.ts'
import { dollars } from './limits.ts'
import { firstDay, windowStart } from './periods.ts'

/**
 * How an agent stands now, from three indexed reads at once; nothing of it is remembered.
 * @throws CommsError `not_found`, `invalid_input` when an agent must be named and is not.
 */
export async function channelStatus(deps: Deps, caller: Caller, agentId: string | undefined): Promise<ChannelReport> {
  const id = idFor(caller, agentId)
  const now = deps.clock.now()
  const [standing, usage, windows] = await Promise.all([
    readStanding(deps, id, caller.orgId),
    readUsage(deps, id, firstDay('month', now)),
    readWindows(deps, id, now)
  ])
  if (!standing) throw agentNotFound()
  const { agent, pool, orgBlocked } = standing
  const channels = channelsOf(agent)
  const { sms, email } = { sms: usage.get('sms'), email: usage.get('email') }
  const monthlyCostMicroUsd = [...usage.values()].reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)
  const { maxActionsPerMinute, maxActionsPerDay } = deps.config.limits
  return {
    channels: {
      phone: { ...channels.phone, monthlyMessages: (sms?.actions ?? 0) + (sms?.inbound ?? 0) },
      sms: channels.sms,
      whatsapp: { ...channels.whatsapp, qualityRating: null },
      email: { ...channels.email, deliveryRate: email ? deliveryRate(email) : null },
      voiceAi: { ...channels.voiceAi, totalCallMinutes: null }
    },
    blockedChannels: CHANNELS.filter(
      (channel) => agent.blockedChannels.includes(channel) || orgBlocked.includes(channel)
    ),
    monthlyCost: dollars(monthlyCostMicroUsd),
    monthlyCostMicroUsd,
    rateLimits: {
      actionsThisMinute: windows.get('minute') ?? 0,
      actionsToday: windows.get('day') ?? 0,
      maxPerMinute: maxActionsPerMinute,
      maxPerDay: maxActionsPerDay
    },
    pool: toPool(pool)
  }
}

const deliveryRate = ({ actions, failed }: { actions: number; failed: number }): number | null =>
  actions === 0 ? null : Math.max(0, actions - failed) / actions

async function readStanding(deps: Deps, agentId: string, orgId: string) {
  const [row] = await deps.db
    .select({ agent: agents, pool: agentPool, orgBlocked: organizations.blockedChannels })
    .from(agents)
    .innerJoin(organizations, eq(organizations.id, agents.orgId))
    .innerJoin(agentPool, eq(agentPool.orgId, agents.orgId))
    .where(and(eq(agents.id, agentId), eq(agents.orgId, orgId)))
  const inService = row?.agent.status === 'active' || row?.agent.status === 'suspended'
  return inService ? row : undefined
}

async function readUsage(deps: Deps, agentId: string, since: string) {
  const sum = (column: typeof usageDaily.actions | typeof usageDaily.costMicroUsd) =>
    sql<number>`sum(${column})`.mapWith(Number)
  const rows = await deps.db
    .select({
      channel: usageDaily.channel,
      actions: sum(usageDaily.actions),
      inbound: sum(usageDaily.inbound),
      failed: sum(usageDaily.failed),
      costMicroUsd: sum(usageDaily.costMicroUsd)
    })
    .from(usageDaily)
    .where(and(eq(usageDaily.agentId, agentId), gte(usageDaily.day, since)))
    .groupBy(usageDaily.channel)
  return new Map(rows.map((row) => [row.channel, row]))
}

async function readWindows(deps: Deps, agentId: string, now: Date) {
  const current = (['minute', 'day'] as const).map((period) =>
    and(eq(limitWindows.period, period), eq(limitWindows.startsAt, windowStart(period, now)))
  )
  const rows = await deps.db
    .select({ period: limitWindows.period, used: limitWindows.used })
    .from(limitWindows)
    .where(and(eq(limitWindows.agentId, agentId), or(...current)))
  return new Map(rows.map((row) => [row.period, row.used]))
}
