import { eq } from 'drizzle-orm'
import { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { ERROR_CODES } from '../errors.ts'
import { judge, type Refused } from '../policy/index.ts'
import { refuse } from './decision.ts'
import type { OutboundContent } from './dispatch.ts'
import type { AgentRow, MessageRow } from './draft.ts'
import { intentOf } from './intent.ts'
import { MAY_HAVE_HAPPENED, settleFailed } from './settle.ts'

/** After this a message that waits for its hour is too old to be sent, in milliseconds. */
const WAITS_FOR_MS = 24 * 3_600_000

/**
 * Asks the gate again before a message that has waited is given to the vendor: what the person, the owner or the hour has
 * forbidden meanwhile does not leave. It waits for its hour where that is near, else it fails, and the agent is told.
 */
export async function mayStillLeave(
  deps: Deps,
  row: MessageRow,
  agent: AgentRow,
  content: OutboundContent
): Promise<boolean> {
  const intent = await intentOf(deps, { ...row, agent, content })
  const verdict = await judge(deps.db, intent)
  const { refusal } = verdict
  if (!refusal) return true
  const hour = nextHour(refusal, row)
  if (hour) {
    await deps.db.update(messages).set({ dueAt: hour }).where(eq(messages.id, row.id))
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
