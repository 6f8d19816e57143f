import { isCheckViolation, isUniqueViolation } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { sealContent } from '../db/content.ts'
import { messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { decisionsTotal } from '../observability/metrics.ts'
import { answersKeyword, type Intent } from '../policy/check.ts'
import type { Verdict } from '../policy/index.ts'
import { recordAttempt } from './attempts.ts'
import { allow, refuseForLimit } from './decision.ts'
import type { OutboundContent } from './dispatch.ts'
import type { MessageRow } from './draft.ts'
import { firstUnder, type Holder, holderOf, type IntentKey, takeKey } from './idempotency.ts'
import { holdMoney } from './ledger-holds.ts'
import { remainingNow } from './limits-left.ts'
import { remainingOf, takeAction } from './windows.ts'

const insertMessage = builtOnce((db) =>
  db.insert(messages).values({
    ...placeholders('id', 'orgId', 'agentId', 'channel', 'direction', 'contact', 'ownAddress', 'conversationId'),
    ...placeholders('status', 'purpose', 'provider', 'segments', 'costMicroUsd', 'attempts', 'dueAt'),
    ...placeholders('replyToMessageId', 'createdAt', 'updatedAt')
  })
)
const insertBody = builtOnce((db) => db.insert(messageBodies).values(placeholders('messageId', 'orgId', 'sealed')))

/** What is reserved for one message that the gate let pass. */
export interface Reservation {
  intent: Intent
  verdict: Verdict
  key: IntentKey
  /** Who held the key before and does no more. */
  last?: Holder | undefined
  row: MessageRow
  content: OutboundContent
}

/**
 * One transaction: the decision, the key, the row and its content, the money set aside, and what the action takes of
 * its limits and budgets. All or none.
 * Returns the actions left, or the first message under the key when somebody was faster.
 * @throws CommsError `rate_limited` when a limit is used up
 */
export async function reserve(
  deps: Deps,
  { intent, verdict, key, last, row, content }: Reservation
): Promise<{ remaining: number } | { first: MessageRow }> {
  const of = { orgId: row.orgId, agentId: row.agentId }
  const sealed = sealContent(deps.sealer, row.id, content)
  try {
    const take = takeAction(deps, intent, row.createdAt)
    const rest = [
      ...takeKey(deps, of, key, row.id, last),
      allow(deps, intent, verdict, row.id),
      insertMessage(deps.db, row),
      insertBody(deps.db, { messageId: row.id, orgId: row.orgId, sealed }),
      ...recordAttempt(deps.db, intent),
      holdMoney(deps.db, row)
    ]
    // Of a batch the last: every other send of the agent waits for these rows until the commit.
    const result = last ? (await deps.db.batch([...rest, take])).at(-1) : await deps.db.together(take, rest)
    decisionsTotal.inc({ check: 'all', verdict: 'allowed' })
    // What the contact's own STOP or HELP calls for takes no action.
    const taken = answersKeyword(intent) ? undefined : result?.rows
    return { remaining: taken ? remainingOf(taken) : await remainingNow(deps, intent.agent) }
  } catch (error) {
    const refused = isCheckViolation(error)
    if (!refused && !isUniqueViolation(error)) throw error
    // Who was faster may have taken what the limit had left: a repeat gets the first result all the same.
    const { held } = await holderOf(deps, row.agentId, key)
    if (held) return { first: await firstUnder(deps, held, key) }
    if (refused) throw await refuseForLimit(deps, intent, verdict, row.createdAt)
    throw new CommsError('unavailable', 'The same message is just being sent by somebody else.', { cause: error })
  }
}
