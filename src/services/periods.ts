import type { UsagePeriod } from '../schemas/usage.ts'

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
