import { and, eq, gte, or, sql } from 'drizzle-orm'
import { agentPool, agents, calls, limitWindows, organizations, usageDaily } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import { effectiveLimits } from '../pipeline/limits.ts'
import { systemBlocked } from '../pipeline/vendors.ts'
import { windowOf } from '../pipeline/windows.ts'
import { CHANNELS } from '../schemas/common.ts'
import type { ChannelReport } from '../schemas/usage.ts'
import { toPool } from './agent-pool.ts'
import { channelsOf } from './agent-view.ts'
import { agentNotFound, idFor } from './agents.ts'
import { dollars } from './limits.ts'
import { firstDay } from './periods.ts'

/**
 * How an agent stands now, from four indexed reads at once; only what is switched off for the whole server may be two
 * seconds old.
 * @throws CommsError `not_found`, `invalid_input` when an agent must be named and is not.
 */
export async function channelStatus(deps: Deps, caller: Caller, agentId: string | undefined): Promise<ChannelReport> {
  const id = idFor(caller, agentId)
  const [{ standing, usage, windows, callSeconds }, serverBlocked] = await Promise.all([
    read(deps, id, caller.orgId, deps.clock.now()),
    systemBlocked(deps)
  ])
  if (standing?.agent.status !== 'active' && standing?.agent.status !== 'suspended') throw agentNotFound()
  const { agent, pool, orgBlocked, orgLimits } = standing
  const channels = channelsOf(agent)
  const { sms, email } = { sms: usage.get('sms'), email: usage.get('email') }
  const monthlyCostMicroUsd = [...usage.values()].reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)
  const { maxActionsPerMinute, maxActionsPerDay } = effectiveLimits(deps, { limits: orgLimits }, agent)
  return {
    channels: {
      phone: { ...channels.phone, monthlyMessages: (sms?.actions ?? 0) + (sms?.inbound ?? 0) },
      sms: channels.sms,
      whatsapp: { ...channels.whatsapp, qualityRating: null },
      email: { ...channels.email, deliveryRate: email ? deliveryRate(email) : null },
      voiceAi: { ...channels.voiceAi, totalCallMinutes: Math.round(callSeconds / 6) / 10 }
    },
    blockedChannels: CHANNELS.filter((channel) =>
      [agent.blockedChannels, orgBlocked, serverBlocked].some((blocked) => blocked.includes(channel))
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

/** Built once for a database: building the four statements would cost more than running them. */
function prepareReads(db: Deps['db']) {
  const agentId = sql.placeholder('agentId')
  const sum = (column: typeof usageDaily.actions | typeof usageDaily.costMicroUsd) =>
    sql<number>`sum(${column})`.mapWith(Number)
  const standing = db
    .select({
      agent: agents,
      pool: agentPool,
      orgBlocked: organizations.blockedChannels,
      orgLimits: organizations.limits
    })
    .from(agents)
    .innerJoin(organizations, eq(organizations.id, agents.orgId))
    .innerJoin(agentPool, eq(agentPool.orgId, agents.orgId))
    .where(and(eq(agents.id, agentId), eq(agents.orgId, sql.placeholder('orgId'))))
  const usage = db
    .select({
      channel: usageDaily.channel,
      actions: sum(usageDaily.actions),
      inbound: sum(usageDaily.inbound),
      failed: sum(usageDaily.failed),
      costMicroUsd: sum(usageDaily.costMicroUsd)
    })
    .from(usageDaily)
    .where(and(eq(usageDaily.agentId, agentId), gte(usageDaily.day, sql.placeholder('since'))))
    .groupBy(usageDaily.channel)
  const current = (['minute', 'day'] as const).map((period) =>
    and(
      eq(limitWindows.period, period),
      eq(limitWindows.startsAt, sql.param(sql.placeholder(period), limitWindows.startsAt))
    )
  )
  const windows = db
    .select({ period: limitWindows.period, used: limitWindows.used })
    .from(limitWindows)
    .where(and(eq(limitWindows.subjectId, agentId), eq(limitWindows.metric, 'actions'), or(...current)))
  const called = db
    .select({ seconds: sql`coalesce(sum(${calls.durationSeconds}), 0)`.mapWith(Number) })
    .from(calls)
    .where(and(eq(calls.agentId, agentId), gte(calls.id, sql.placeholder('firstCall'))))
  return {
    called: called.prepare('channel_calls'),
    standing: standing.prepare('channel_standing'),
    usage: usage.prepare('channel_usage'),
    windows: windows.prepare('channel_windows')
  }
}

const prepared = new WeakMap<Deps['db'], ReturnType<typeof prepareReads>>()

async function read(deps: Deps, agentId: string, orgId: string, now: Date) {
  const reads = prepared.get(deps.db) ?? prepareReads(deps.db)
  prepared.set(deps.db, reads)
  const since = firstDay('month', now)
  const starts = { minute: windowOf('minute', now).startsAt, day: windowOf('day', now).startsAt }
  const firstCall = firstIdAt('cal', new Date(`${since}T00:00:00Z`))
  const [[standing], usage, windows, [called]] = await Promise.all([
    reads.standing.execute({ agentId, orgId }),
    reads.usage.execute({ agentId, since }),
    reads.windows.execute({ agentId, ...starts }),
    reads.called.execute({ agentId, firstCall })
  ])
  return {
    standing,
    callSeconds: called?.seconds ?? 0,
    usage: new Map(usage.map((row) => [row.channel, row])),
    windows: new Map(windows.map((row) => [row.period, row.used]))
  }
}
