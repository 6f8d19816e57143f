/** Spans of the usage dashboard: today, this week (from Monday), this month, everything; all in UTC. */
export type UsagePeriod = 'today' | 'week' | 'month' | 'all'

const DAY_MS = 86_400_000

/** The day of an instant as `YYYY-MM-DD`, UTC. */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** First day of a period that ends now, as `YYYY-MM-DD`, UTC. */
export function firstDay(period: UsagePeriod, now: Date): string {
  if (period === 'all') return '0000-00-00'
  if (period === 'today') return dayOf(now)
  if (period === 'month') return `${dayOf(now).slice(0, 7)}-01`
  const sinceMonday = (now.getUTCDay() + 6) % 7
  return dayOf(new Date(now.getTime() - sinceMonday * DAY_MS))
}

/** Start of the whole UTC minute or day of an instant. */
export function windowStart(period: 'minute' | 'day', now: Date): Date {
  const lengthMs = period === 'minute' ? 60_000 : DAY_MS
  return new Date(Math.floor(now.getTime() / lengthMs) * lengthMs)
}
