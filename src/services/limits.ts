import type { Deps } from '../deps.ts'
import { effectiveLimits } from '../pipeline/limits.ts'
import type { LimitOverrides, Limits } from '../schemas/usage.ts'

/** Micro-US-dollars as US dollars. */
export const dollars = (microUsd: number): number => microUsd / 1_000_000

/** US dollars as whole micro-US-dollars. */
export const microUsd = (dollars: number): number => Math.round(dollars * 1_000_000)

interface Owner {
  limits: LimitOverrides
}

/** The limits that apply to an agent, or to those of an organization that have none of their own. */
export function limitsOf(deps: Pick<Deps, 'config'>, org: Owner, agent?: Owner): Limits {
  const limits = effectiveLimits(deps, org, agent)
  const capOf = (cap: number | undefined) => (cap === undefined ? null : dollars(cap))
  return {
    maxActionsPerMinute: limits.maxActionsPerMinute,
    maxActionsPerHour: limits.maxActionsPerHour,
    maxActionsPerDay: limits.maxActionsPerDay,
    maxSpendPerDay: dollars(limits.maxSpendPerDayMicroUsd),
    maxSpendPerMonth: dollars(limits.maxSpendPerMonthMicroUsd),
    maxCostPerAction: dollars(limits.maxCostPerActionMicroUsd),
    maxCallDurationMinutes: limits.maxCallDurationMinutes,
    maxCallsPerDayToSameNumber: limits.maxCallsPerDayToSameNumber,
    organizationSpendPerDay: capOf(limits.orgSpendPerDayMicroUsd),
    organizationSpendPerMonth: capOf(limits.orgSpendPerMonthMicroUsd)
  }
}
