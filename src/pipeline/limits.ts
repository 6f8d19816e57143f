import type { Deps } from '../deps.ts'
import type { LimitOverrides } from '../schemas/usage.ts'

/** Longest call in minutes where nobody says otherwise. */
const MAX_CALL_MINUTES = 10

/** All limits that apply to one agent; money in micro-US-dollars. */
export interface EffectiveLimits {
  maxActionsPerMinute: number
  maxActionsPerHour: number
  maxActionsPerDay: number
  maxSpendPerDayMicroUsd: number
  maxSpendPerMonthMicroUsd: number
  maxCallDurationMinutes: number
  maxCallsPerDayToSameNumber: number
  maxCostPerActionMicroUsd: number
  /** What all agents of the organization together may spend; undefined: no cap. */
  orgSpendPerDayMicroUsd: number | undefined
  orgSpendPerMonthMicroUsd: number | undefined
}

interface Owner {
  limits: LimitOverrides
}

/** The limits of an agent: its own, else those of its organization, else those of the server. */
export function effectiveLimits({ config }: Pick<Deps, 'config'>, org: Owner, agent?: Owner): EffectiveLimits {
  const { limits } = config
  const of = <K extends keyof LimitOverrides>(name: K, otherwise: number) =>
    agent?.limits[name] ?? org.limits[name] ?? otherwise
  return {
    maxActionsPerMinute: of('maxActionsPerMinute', limits.maxActionsPerMinute),
    maxActionsPerHour: of('maxActionsPerHour', limits.maxActionsPerHour),
    maxActionsPerDay: of('maxActionsPerDay', limits.maxActionsPerDay),
    maxSpendPerDayMicroUsd: of('maxSpendPerDayMicroUsd', limits.maxSpendPerDayMicroUsd),
    maxSpendPerMonthMicroUsd: of('maxSpendPerMonthMicroUsd', limits.maxSpendPerMonthMicroUsd),
    maxCallDurationMinutes: of('maxCallDurationMinutes', MAX_CALL_MINUTES),
    maxCallsPerDayToSameNumber: of('maxCallsPerDayToSameNumber', limits.maxCallsPerDayToSameNumber),
    maxCostPerActionMicroUsd: of('maxCostPerActionMicroUsd', limits.maxCostPerActionMicroUsd),
    orgSpendPerDayMicroUsd: org.limits.orgSpendPerDayMicroUsd,
    orgSpendPerMonthMicroUsd: org.limits.orgSpendPerMonthMicroUsd
  }
}
