import type { Action } from '../schemas/policy.ts'
import { answersKeyword, type Check } from './check.ts'

/** Actions that cost by the minute. */
const CALLS: readonly Action[] = ['call', 'transfer']

/** Refuses one action that may cost more than the cap of a single action; what a STOP or HELP calls for passes. */
export const priceCap: Check<{ costMicroUsd?: number; maxCostMicroUsd?: number }> = {
  name: 'price-cap',
  version: 1,
  load: (_db, { costMicroUsd, maxCostMicroUsd }) => ({ costMicroUsd, maxCostMicroUsd }),
  judge(subject, { costMicroUsd = 0, maxCostMicroUsd = 0 }) {
    if (costMicroUsd <= maxCostMicroUsd || answersKeyword(subject)) return undefined
    return {
      code: 'price_cap_exceeded',
      message: `Nothing was sent: it may cost $${costMicroUsd / 1_000_000}, and one action may cost $${maxCostMicroUsd / 1_000_000} at most.`,
      details: { costMicroUsd, maxCostMicroUsd },
      ...(CALLS.includes(subject.action) && {
        nextAction:
          'Ask for fewer minutes with maxDurationMinutes, or have an owner raise maxCostPerAction with comms_set_agent_limits.'
      })
    }
  }
}
