import type { Tier } from '../schemas/billing.ts'

/** What a plan gives. */
interface Plan {
  /** What all agents of an organization may spend, in micro-US-dollars; undefined: no cap. */
  orgSpendPerDayMicroUsd: number | undefined
  orgSpendPerMonthMicroUsd: number | undefined
  /** Agents that an organization may have. */
  poolSize: number
  /** Markup where none is named, in hundredths of a percent. */
  markupBasisPoints: number
}

/** Every plan. */
export const PLANS: Readonly<Record<Tier, Plan>> = {
  free: {
    ...{ orgSpendPerDayMicroUsd: 5_000_000, orgSpendPerMonthMicroUsd: 20_000_000 },
    ...{ poolSize: 5, markupBasisPoints: 0 }
  },
  starter: {
    ...{ orgSpendPerDayMicroUsd: 50_000_000, orgSpendPerMonthMicroUsd: 500_000_000 },
    ...{ poolSize: 10, markupBasisPoints: 2000 }
  },
  pro: {
    ...{ orgSpendPerDayMicroUsd: 500_000_000, orgSpendPerMonthMicroUsd: 5_000_000_000 },
    ...{ poolSize: 50, markupBasisPoints: 1500 }
  },
  enterprise: {
    ...{ orgSpendPerDayMicroUsd: undefined, orgSpendPerMonthMicroUsd: undefined },
    ...{ poolSize: 500, markupBasisPoints: 1000 }
  }
}
