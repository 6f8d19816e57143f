import { and, eq, or, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { limitWindows } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { answersKeyword, type Intent } from '../policy/check.ts'
import { pseudonymOf } from './intent.ts'
import { type EffectiveLimits, effectiveLimits } from './limits.ts'

/** Length of a window; windows begin at whole UTC minutes, hours, days and months. */
export type Period = (typeof limitWindows.$inferSelect)['period']

const LENGTH_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** When the window of an instant begins, and when the next one does. */
export function windowOf(period: Period, at: Date): { startsAt: Date; endsAt: Date } {
  if (period === 'month') {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
    return { startsAt: new Date(Date.UTC(year, month, 1)), endsAt: new Date(Date.UTC(year, month + 1, 1)) }
  }
  const lengthMs = LENGTH_MS[period]
  const start = Math.floor(at.getTime() / lengthMs) * lengthMs
  return { startsAt: new Date(start), endsAt: new Date(start + lengthMs) }
}

/** What one action takes from one counter. */
export interface Take {
  /** Id of the agent or organization whose counter it is. */
  subjectId: string
  /** `actions`, `spend` or `calls:` and a keyed hash. */
  metric: string
  period: Period
  amount: number
  max: number
  /** The name under which the limit is set. */
  limit: keyof EffectiveLimits
}

/** An intent as its limits see it. */
export interface Limited extends Pick<Intent, 'contact' | 'channel' | 'action' | 'purpose' | 'costMicroUsd'> {
  org: Pick<Intent['org'], 'id' | 'limits'>
  agent: Pick<Intent['agent'], 'id' | 'limits'>
}

/**
 * All that one action takes, the rows that most others wait for last. What a person's own STOP or HELP calls for is no
 * action of the agent and is never refused for money, but what it costs is counted.
 */
export function takesOf(deps: Pick<Deps, 'config'>, intent: Limited): Take[] {
  const { org, agent, contact, channel, action, purpose } = intent
  const one = takeWithin(effectiveLimits(deps, org, agent))
  const actions = answersKeyword(intent)
    ? []
    : [
        ...one(agent.id, 'actions', 'minute', 1, 'maxActionsPerMinute'),
        ...one(agent.id, 'actions', 'hour', 1, 'maxActionsPerHour'),
        ...one(agent.id, 'actions', 'day', 1, 'maxActionsPerDay')
      ]
  const call =
    channel === 'voice' && action !== 'transfer'
      ? one(org.id, `calls:${pseudonymOf(deps, contact)}`, 'day', 1, 'maxCallsPerDayToSameNumber')
      : []
  // Who is called in order to sell was not called that day: of two who find that at once, one calls.
  if (purpose === 'marketing') for (const take of call) take.max = Math.min(take.max, 1)
  const { ofAgent, ofOrg } = spendTakes(deps, intent)
  return [...actions, ...ofAgent, ...call, ...ofOrg]
}

/** What money an effect takes of its budgets. */
type Spending = Pick<Limited, 'org' | 'agent' | 'costMicroUsd'>

function spendTakes(deps: Pick<Deps, 'config'>, { org, agent, costMicroUsd }: Spending) {
  const one = takeWithin(effectiveLimits(deps, org, agent))
  return {
    ofAgent: [
      ...one(agent.id, 'spend', 'day', costMicroUsd, 'maxSpendPerDayMicroUsd'),
      ...one(agent.id, 'spend', 'month', costMicroUsd, 'maxSpendPerMonthMicroUsd')
    ],
    ofOrg: [
      ...one(org.id, 'spend', 'day', costMicroUsd, 'orgSpendPerDayMicroUsd'),
      ...one(org.id, 'spend', 'month', costMicroUsd, 'orgSpendPerMonthMicroUsd')
    ]
  }
}

/** All that money takes, for an effect that is no action of the agent: a call that came in. */
export function spendTakesOf(deps: Pick<Deps, 'config'>, spending: Spending): Take[] {
  const { ofAgent, ofOrg } = spendTakes(deps, spending)
  return [...ofAgent, ...ofOrg]
}

const takeWithin =
  (limits: EffectiveLimits) =>
  (subjectId: string, metric: string, period: Period, amount: number, limit: keyof EffectiveLimits): Take[] => {
    const max = limits[limit]
    return max === undefined ? [] : [{ subjectId, metric, period, amount, max, limit }]
  }

/**
 * One statement that takes all of it, or fails with a check violation when one counter would pass its limit. Returns
 * metric, used and max of each row.
 */
export function takeAction(deps: Deps, intent: Limited, at: Date): Built {
  return takeAll(deps, intent.org.id, takesOf(deps, intent), at, answersKeyword(intent))
}

/** One statement that takes money alone, or fails with a check violation when a budget would be passed. */
export const takeSpend = (deps: Deps, spending: Spending, at: Date): Built =>
  takeAll(deps, spending.org.id, spendTakesOf(deps, spending), at, false)

function takeAll(deps: Deps, orgId: string, takes: readonly Take[], at: Date, free: boolean): Built {
  const values = takes.flatMap(({ subjectId, metric, period, amount, max }, n) => [
    [`subject${n}`, subjectId],
    [`metric${n}`, metric],
    [`period${n}`, period],
    [`startsAt${n}`, windowOf(period, at).startsAt],
    [`amount${n}`, amount],
    [`max${n}`, free ? Math.max(max, amount) : max]
  ])
  return statementFor(takes.length, free)(deps.db, { orgId, ...Object.fromEntries(values) })
}

type Statement = ReturnType<typeof builtOnce>
const statements = new Map<string, Statement>()

/** There are few: limits that exist or not, and free or not. */
function statementFor(rows: number, free: boolean): Statement {
  const key = `${rows} ${free}`
  const known = statements.get(key) ?? upsert(rows, free)
  statements.set(key, known)
  return known
}

const TARGET = [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt]
const added = sql`${limitWindows.used} + excluded.used`

const upsert = (rows: number, free: boolean): Statement =>
  builtOnce((db) =>
    db
      .insert(limitWindows)
      .values(
        Array.from({ length: rows }, (_, n) => ({
          orgId: sql.placeholder('orgId'),
          subjectId: sql.placeholder(`subject${n}`),
          metric: sql.placeholder(`metric${n}`),
          period: sql.placeholder(`period${n}`),
          startsAt: sql.placeholder(`startsAt${n}`),
          used: sql.placeholder(`amount${n}`),
          max: sql.placeholder(`max${n}`)
        }))
      )
      .onConflictDoUpdate({
        target: TARGET,
        set: {
          used: added,
          max: free ? sql`case when ${added} > excluded.max then ${added} else excluded.max end` : sql`excluded.max`
        }
      })
      .returning({ metric: limitWindows.metric, used: limitWindows.used, max: limitWindows.max })
  )

/** Statements that give one action back to the counters of `at`, in the order in which they are taken. */
export const returnAction = (db: Queries, agentId: string, at: Date): (Built & PromiseLike<unknown>)[] =>
  (['minute', 'hour', 'day'] as const).map((period) =>
    db
      .update(limitWindows)
      .set({ used: sql`${limitWindows.used} - 1` })
      .where(and(isWindow(agentId, 'actions', period, at), sql`${limitWindows.used} > 0`))
  )

/**
 * Statements that correct what an action took from the budgets of `at`, in the order in which they are taken. A price
 * above the estimate is counted even where it passes the limit: the next action brings the limit along and is refused.
 */
export function changeSpend(
  db: Queries,
  of: { orgId: string; agentId: string },
  at: Date,
  deltaMicroUsd: number
): (Built & PromiseLike<unknown>)[] {
  const changed = sql`${limitWindows.used} + cast(${deltaMicroUsd} as bigint)`
  const set = {
    used: sql`case when ${changed} < 0 then 0 else ${changed} end`,
    max: sql`case when ${changed} > ${limitWindows.max} then ${changed} else ${limitWindows.max} end`
  }
  return [of.agentId, of.orgId].flatMap((subjectId) =>
    (['day', 'month'] as const).map((period) =>
      db
        .update(limitWindows)
        .set(set)
        .where(isWindow(subjectId, 'spend', period, at))
    )
  )
}

/** Actions left in the tightest window, from the rows that `takeAction` returned. */
export const remainingOf = (rows: readonly Record<string, unknown>[]): number => {
  const left = rows.filter(({ metric }) => metric === 'actions').map((row) => Number(row['max']) - Number(row['used']))
  return Math.max(0, Math.min(...left))
}

/** What the counters of these takes say now; a counter that is not there yet says 0. */
export async function usedBy(deps: Pick<Deps, 'db'>, takes: readonly Take[], at: Date): Promise<number[]> {
  const rows = await deps.db
    .select()
    .from(limitWindows)
    .where(or(...takes.map(({ subjectId, metric, period }) => isWindow(subjectId, metric, period, at))))
  const keyOf = (row: Pick<Take, 'subjectId' | 'metric' | 'period'>) => `${row.subjectId} ${row.metric} ${row.period}`
  const used = new Map(rows.map((row) => [keyOf(row), row.used]))
  return takes.map((take) => used.get(keyOf(take)) ?? 0)
}

const isWindow = (subjectId: string, metric: string, period: Period, at: Date) =>
  and(
    ...[eq(limitWindows.subjectId, subjectId), eq(limitWindows.metric, metric)],
    ...[eq(limitWindows.period, period), eq(limitWindows.startsAt, windowOf(period, at).startsAt)]
  )
