import { and, eq, inArray } from 'drizzle-orm'
import { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { ERROR_CODES } from '../errors.ts'
import { judge, type Refused } from '../policy/index.ts'
import { refuse } from './decision.ts'
import { dispatch, type OutboundContent, type Outcome } from './dispatch.ts'
import type { AgentRow, MessageRow } from './draft.ts'
import { CLAIM_MS } from './due-messages.ts'
import { intentOf } from './intent.ts'
import { MAY_HAVE_HAPPENED, OPEN, settle, settleFailed } from './settle.ts'

/** After this a message that waits for its hour is too old to be sent, in milliseconds. */
const WAITS_FOR_MS = 24 * 3_600_000

/**
 * Has the vendor send a message that waits, or whose outcome is unknown, once more, and settles it: if the gate still lets
 * it pass. While the vendor is asked the row is `sending`, so that a crash then is looked into and never repeated blindly.
 * Returns what the vendor brought; undefined when it was not asked.
 */
export async function sendAgain(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  content: OutboundContent
): Promise<Outcome | undefined> {
  if (!(await mayStillLeave(deps, row, agent, content))) return undefined
  if (!(await begin(deps, row))) return undefined
  const brought = await dispatch(deps, row, content)
  // That the vendor takes no requests now says nothing of the one before.
  const outcome: Outcome =
    brought.kind === 'later' && row.status !== 'queued' ? { kind: 'unknown', error: brought.error } : brought
  await settle(deps, row, agent, outcome)
  return outcome
}

/** Whether the message was still open. */
async function begin(deps: Deps, row: MessageRow): Promise<boolean> {
  const now = deps.clock.now()
  const attempt = { attempts: row.attempts + 1, updatedAt: now, dueAt: new Date(now.getTime() + CLAIM_MS) }
  const begun = await deps.db
    .update(messages)
    .set({ status: 'sending', ...attempt })
    .where(isOpen(row))
    .returning({ id: messages.id })
  return begun.length > 0
}

const isOpen = ({ id }: MessageRow) => and(eq(messages.id, id), inArray(messages.status, OPEN))

/**
 * Asks the gate again: what the person, the owner or the hour has forbidden meanwhile does not leave. It waits for its
 * hour where that is near, else it fails, and the agent is told.
 */
async function mayStillLeave(deps: Deps, row: MessageRow, agent: AgentRow, content: OutboundContent): Promise<boolean> {
  const intent = await intentOf(deps, { ...row, agent, content })
  const verdict = await judge(deps.db, intent)
  const { refusal } = verdict
  if (!refusal) return true
  const hour = nextHour(refusal, row)
  if (hour) {
    await deps.db.update(messages).set({ dueAt: hour }).where(isOpen(row))
    return false
  }
  await refuse(deps, intent, verdict, refusal, row.id)
  const errorCode = row.status === 'queued' ? refusal.code : MAY_HAVE_HAPPENED
  const nextAction = refusal.nextAction ?? ERROR_CODES[refusal.code].nextAction
  await settleFailed(deps, row, agent, errorCode, {
    reason: { code: refusal.code, meaning: refusal.message, nextAction }
  })
  return false
}

function nextHour({ retryable, code, details }: Refused, { createdAt, status }: MessageRow): Date | undefined {
  const named = details?.['allowedAt']
  if (status !== 'queued' || !(retryable ?? ERROR_CODES[code].retryable) || typeof named !== 'string') return undefined
  const allowedAt = new Date(named)
  return allowedAt.getTime() - createdAt.getTime() <= WAITS_FOR_MS ? allowedAt : undefined
}
