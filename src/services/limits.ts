import type { Deps } from '../deps.ts'
import type { Limits } from '../schemas/usage.ts'

/** Micro-US-dollars as US dollars. */
export const dollars = (microUsd: number): number => microUsd / 1_000_000

/** The limits that apply to every agent of this server. */
export function limitsOf({ config }: Pick<Deps, 'config'>): Limits {
  const { maxSpendPerDayMicroUsd, maxSpendPerMonthMicroUsd, ...actions } = config.limits
  return {
    ...actions,
    maxSpendPerDay: dollars(maxSpendPerDayMicroUsd),
    maxSpendPerMonth: dollars(maxSpendPerMonthMicroUsd)
  }
}
