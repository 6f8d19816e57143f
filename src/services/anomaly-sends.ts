import { and, countDistinct, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, sql, sum } from 'drizzle-orm'
import { agentCountries, agents, decisions, limitWindows, messages, usageDaily } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import type { Anomaly } from './anomaly.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Sends in five minutes that are never too many, and how many times the usual are. */
const VOLUME = { windowMs: 5 * MINUTE_MS, floor: 50, times: 10, usualDays: 7 }
/** Sends after which an agent has its countries, and how far back a run looks: longer than leadership is ever vacant. */
const COUNTRY = { settledAfter: 50, lookBackMs: MINUTE_MS }
/** Agents that one address may have to do with in an hour, and messages that a run looks at: the newest. */
const CONTACT = { agents: 5, windowMs: 60 * MINUTE_MS, newest: 10_000 }

/** Agents that send ten times as much in five minutes as they did on the seven days before. Read from counters. */
export async function unusualVolume({ db, clock }: Deps): Promise<Anomaly[]> {
  const now = clock.now()
  const day = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10)
  const sent = sum(limitWindows.used).mapWith(Number)
  const isRecent = gt(limitWindows.startsAt, new Date(now.getTime() - VOLUME.windowMs))
  const isMinute = and(eq(limitWindows.metric, 'actions'), eq(limitWindows.period, 'minute'))
  const busy = await db
    .select({ agentId: agents.id, orgId: agents.orgId, sent })
    .from(limitWindows)
    .innerJoin(agents, eq(agents.id, limitWindows.subjectId))
    .where(and(isRecent, isMinute))
    .groupBy(agents.id, agents.orgId)
    .having(gte(sql`sum(${limitWindows.used})`, VOLUME.floor))
  if (busy.length === 0) return []
  const ids = busy.map(({ agentId }) => agentId)
  const isUsual = and(gte(usageDaily.day, day(VOLUME.usualDays)), lt(usageDaily.day, day(0)))
  const usual = await db
    .select({ agentId: usageDaily.agentId, actions: sum(usageDaily.actions).mapWith(Number) })
    .from(usageDaily)
    .where(and(inArray(usageDaily.agentId, ids), isUsual))
    .groupBy(usageDaily.agentId)
  const inWeek = new Map(usual.map(({ agentId, actions }) => [agentId, actions]))
  const windows = (VOLUME.usualDays * DAY_MS) / VOLUME.windowMs
  return busy
    .map((row) => ({ ...row, usual: (inWeek.get(row.agentId) ?? 0) / windows }))
    .filter(({ sent, usual }) => sent >= VOLUME.times * usual)
    .map(({ agentId, orgId, sent, usual }) => ({
      ...{ kind: 'volume', severity: 'CRITICAL', orgId, agentId, subject: agentId },
      message: `An agent has acted ${sent} times within five minutes; ${usual.toFixed(1)} times are usual.`,
      details: { sent, usual: Number(usual.toFixed(2)), minutes: 5 }
    }))
}

/** Agents that reach a country for the first time when they had sent fifty times elsewhere. */
export async function newCountries({ db, clock }: Deps): Promise<Anomaly[]> {
  const now = clock.now()
  const { agentId, orgId, country } = decisions
  const since = firstIdAt('dec', new Date(now.getTime() - COUNTRY.lookBackMs))
  const sent = and(gte(decisions.id, since), eq(decisions.verdict, 'allowed'), eq(decisions.dryRun, false))
  const known = and(eq(agentCountries.agentId, agentId), eq(agentCountries.country, country))
  const found = await db
    .selectDistinct({ agentId, orgId, country })
    .from(decisions)
    .leftJoin(agentCountries, known)
    .where(and(sent, isNotNull(country), isNull(agentCountries.country)))
  const anomalies: Anomaly[] = []
  for (const { country: reached, ...of } of found) {
    const row = { ...of, country: reached ?? '', firstAt: now }
    if (await hasItsCountries(db, of.agentId)) anomalies.push(countryAnomaly(row))
    else await db.insert(agentCountries).values(row).onConflictDoNothing()
  }
  return anomalies
}

async function hasItsCountries(db: Deps['db'], agentId: string): Promise<boolean> {
  if ((await db.$count(agentCountries, eq(agentCountries.agentId, agentId))) === 0) return false
  const [row] = await db
    .select({ actions: sum(usageDaily.actions).mapWith(Number) })
    .from(usageDaily)
    .where(eq(usageDaily.agentId, agentId))
  return (row?.actions ?? 0) >= COUNTRY.settledAfter
}

const countryAnomaly = (row: typeof agentCountries.$inferInsert): Anomaly => ({
  ...{ kind: 'new_country', severity: 'HIGH', orgId: row.orgId, agentId: row.agentId },
  subject: `${row.agentId}:${row.country}`,
  message: `An agent has reached somebody in ${row.country}, where it never sent before.`,
  details: { agentId: row.agentId, country: row.country },
  remember: (tx) => tx.insert(agentCountries).values(row).onConflictDoNothing()
})

/** Addresses outside that had to do with five agents of an organization within an hour. No agent is to blame for that. */
export async function manyAgents(deps: Deps): Promise<Anomaly[]> {
  const since = firstIdAt('msg', new Date(deps.clock.now().getTime() - CONTACT.windowMs))
  const recent = deps.db
    .select({ orgId: messages.orgId, contact: messages.contact, agentId: messages.agentId })
    .from(messages)
    .where(gte(messages.id, since))
    .orderBy(desc(messages.id))
    .limit(CONTACT.newest)
    .as('recent')
  const found = await deps.db
    .select({ orgId: recent.orgId, contact: recent.contact, agents: countDistinct(recent.agentId) })
    .from(recent)
    .groupBy(recent.orgId, recent.contact)
    .having(gte(countDistinct(recent.agentId), CONTACT.agents))
  return found.map(({ orgId, contact, agents: touched }) => ({
    ...{ kind: 'many_agents', severity: 'HIGH', orgId, subject: pseudonymOf(deps, contact) },
    message: `One address had to do with ${touched} agents within an hour.`,
    details: { agents: touched }
  }))
}
