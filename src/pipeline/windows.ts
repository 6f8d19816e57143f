import { and, eq, or, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { limitWindows } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'

type Period = 'minute' | 'hour' | 'day'

/** Length of each window in milliseconds; windows begin at whole UTC minutes, hours and days. */
const PERIODS: readonly (readonly [Period, number])[] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000]
]

const startOf = (at: Date, lengthMs: number) => new Date(Math.floor(at.getTime() / lengthMs) * lengthMs)

function maxOf(config: Deps['config'], period: Period): number {
  const { maxActionsPerMinute, maxActionsPerHour, maxActionsPerDay } = config.limits
  return { minute: maxActionsPerMinute, hour: maxActionsPerHour, day: maxActionsPerDay }[period]
}

/** A statement that takes one action from every window of an agent; the database refuses it where one is used up. */
export function takeAction(deps: Deps, of: { orgId: string; agentId: string }, at: Date): Built {
  const windows = PERIODS.flatMap(([period, lengthMs]) => [
    [`${period}At`, startOf(at, lengthMs)],
    [`${period}Max`, maxOf(deps.config, period)]
  ])
  return take(deps.db, { ...of, ...Object.fromEntries(windows) })
}

const take = builtOnce((db) =>
  db
    .insert(limitWindows)
    .values(
      PERIODS.map(([period]) => ({
        orgId: sql.placeholder('orgId'),
        subjectId: sql.placeholder('agentId'),
        metric: 'actions',
        period,
        startsAt: sql.placeholder(`${period}At`),
        used: 1,
        max: sql.placeholder(`${period}Max`)
      }))
    )
    .onConflictDoUpdate({
      target: [limitWindows.subjectId, limitWindows.metric, limitWindows.period, limitWindows.startsAt],
      set: { used: sql`${limitWindows.used} + 1`, max: sql`excluded.max` }
    })
    .returning({ used: limitWindows.used, max: limitWindows.max })
)

/** A statement that gives one action back to the windows of `at`, because it did not happen. */
export function returnAction(db: Queries, agentId: string, at: Date): Built {
  return db
    .update(limitWindows)
    .set({ used: sql`${limitWindows.used} - 1` })
    .where(and(inWindowsOf(agentId, at), sql`${limitWindows.used} > 0`))
}

/** Actions left in the tightest window, from the rows that `takeAction` returned. */
export const remainingOf = (rows: readonly Record<string, unknown>[]): number =>
  Math.max(0, Math.min(...rows.map((row) => Number(row['max']) - Number(row['used']))))

/** Actions left in the tightest window of an agent now. */
export async function remainingNow(deps: Deps, agentId: string): Promise<number> {
  const now = deps.clock.now()
  const rows = await deps.db.select().from(limitWindows).where(inWindowsOf(agentId, now))
  const used = new Map(rows.map((row) => [row.period, row.used]))
  return Math.max(0, Math.min(...PERIODS.map(([period]) => maxOf(deps.config, period) - (used.get(period) ?? 0))))
}

/** The refusal that says which limit is used up and when it resets. */
export async function rateLimited(deps: Deps, agentId: string, at: Date): Promise<CommsError> {
  const rows = await deps.db.select().from(limitWindows).where(inWindowsOf(agentId, at))
  const used = new Map(rows.map((row) => [row.period, row.used]))
  const full = PERIODS.filter(([period]) => (used.get(period) ?? 0) >= maxOf(deps.config, period)).at(-1) ?? PERIODS[0]
  const [period, lengthMs] = full ?? (['minute', 60_000] as const)
  const resetsAt = new Date(startOf(at, lengthMs).getTime() + lengthMs).toISOString()
  const limit = maxOf(deps.config, period)
  return new CommsError(
    'rate_limited',
    `Nothing was sent: ${limit} actions in a ${period} are the limit of this agent.`,
    {
      details: { period, limit, used: used.get(period) ?? 0, resetsAt },
      nextAction: `Wait until ${resetsAt}, or ask an admin to raise the limit.`
    }
  )
}

function inWindowsOf(agentId: string, at: Date) {
  const windows = PERIODS.map(([period, lengthMs]) =>
    and(eq(limitWindows.period, period), eq(limitWindows.startsAt, startOf(at, lengthMs)))
  )
  return and(eq(limitWindows.subjectId, agentId), eq(limitWindows.metric, 'actions'), or(...windows))
}
