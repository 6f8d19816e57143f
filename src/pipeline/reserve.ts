import { type Built, isCheckViolation, isUniqueViolation } from '../db/batch.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { decisionsTotal } from '../observability/metrics.ts'
import { answersKeyword, type Intent } from '../policy/check.ts'
import type { Verdict } from '../policy/index.ts'
import { recordAttempt } from './attempts.ts'
import { allow, refuseForLimit } from './decision.ts'
import { type FirstAction, firstUnder, type Holder, holderOf, type IntentKey, takeKey } from './idempotency.ts'
import { remainingNow } from './limits-left.ts'
import { remainingOf, takeAction } from './windows.ts'

/** An action as its row has it, of whatever kind. */
interface ActionRow {
  id: string
  orgId: string
  agentId: string
  createdAt: Date
}

/** What is reserved for one action that the gate let pass. */
export interface Reservation<R extends ActionRow> {
  intent: Intent
  verdict: Verdict
  key: IntentKey
  /** Who held the key before and does no more. */
  last?: Holder | undefined
  row: R
  /** Statements that store the row, its sealed content and the money set aside. */
  writes: readonly Built[]
  /** How an earlier action under the key is looked at. */
  first: FirstAction<R>
}

/**
 * One transaction: the decision, the key, the row and its content, the money set aside, and what the action takes of
 * its limits and budgets. All or none.
 * Returns the actions left, or the first action under the key when somebody was faster.
 * @throws CommsError `rate_limited` when a limit is used up
 */
export async function reserve<R extends ActionRow>(
  deps: Deps,
  { intent, verdict, key, last, row, writes, first }: Reservation<R>
): Promise<{ remaining: number } | { first: R }> {
  const of = { orgId: row.orgId, agentId: row.agentId }
  try {
    const take = takeAction(deps, intent, row.createdAt)
    const rest = [
      ...takeKey(deps, of, key, row.id, last),
      allow(deps, intent, verdict, row.id),
      ...writes,
      ...recordAttempt(deps.db, intent)
    ]
    // Of a batch the last: every other send of the agent waits for these rows until the commit.
    const result = last ? (await deps.db.batch([...rest, take])).at(-1) : await deps.db.together(take, rest)
    decisionsTotal.inc({ check: 'all', verdict: 'allowed', action: intent.action })
    // What the contact's own STOP or HELP calls for takes no action.
    const taken = answersKeyword(intent) ? undefined : result?.rows
    return { remaining: taken ? remainingOf(taken) : await remainingNow(deps, intent.agent) }
  } catch (error) {
    const refused = isCheckViolation(error)
    if (!refused && !isUniqueViolation(error)) throw error
    // Who was faster may have taken what the limit had left: a repeat gets the first result all the same.
    const { held } = await holderOf(deps, row.agentId, key)
    if (held) return { first: await firstUnder(deps, held, key, first) }
    if (refused) throw await refuseForLimit(deps, intent, verdict, row.createdAt)
    throw new CommsError('unavailable', 'The same is just being done by somebody else.', { cause: error })
  }
}
