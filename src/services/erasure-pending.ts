import { and, eq, inArray } from 'drizzle-orm'
import { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { conversationIdOf } from '../lib/ids.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { OPEN, settleFailed } from '../pipeline/settle.ts'

/** A worker has a message to itself for at most this long, in milliseconds. */
const CLAIM_MS = 60_000

type MessageRow = typeof messages.$inferSelect

/** Messages to a person whose outcome is not known yet. */
function openTo(deps: Pick<Deps, 'db'>, agentId: string, contact: string): Promise<MessageRow[]> {
  const conversation = eq(messages.conversationId, conversationIdOf(agentId, contact))
  return deps.db
    .select()
    .from(messages)
    .where(and(eq(messages.agentId, agentId), conversation, inArray(messages.status, OPEN)))
}

/**
 * Keeps what was not sent yet from being sent; its money goes back. Returns how many messages that were.
 * @throws CommsError `conflict` while the carrier may just be taking one
 */
export async function cancelPending(deps: Deps, agent: AgentRow, contact: string): Promise<number> {
  const open = await openTo(deps, agent.id, contact)
  let cancelled = 0
  for (const row of open) {
    if (!(await take(deps, row))) continue
    await settleFailed(deps, row, agent, 'erased')
    cancelled++
  }
  if (cancelled < open.length)
    throw new CommsError('conflict', 'Nothing was erased yet: messages to this person are just on their way.', {
      retryable: true,
      details: { messages: open.length - cancelled, cancelled },
      nextAction: 'Ask again in two minutes; a message of unknown outcome may keep it waiting for a day.'
    })
  return cancelled
}

/** Takes a message that waits from the workers, unless one of them may have it in hand. */
async function take({ db, clock }: Deps, row: MessageRow): Promise<boolean> {
  if (row.dueAt === null) return false
  const now = clock.now()
  const claimedUntil = new Date(now.getTime() + CLAIM_MS)
  if (row.dueAt > now && row.dueAt <= claimedUntil) return false
  const isIt = and(eq(messages.id, row.id), eq(messages.dueAt, row.dueAt), eq(messages.status, 'queued'))
  const taken = await db.update(messages).set({ dueAt: claimedUntil }).where(isIt).returning({ id: messages.id })
  return taken.length > 0
}
