import { eq, lte } from 'drizzle-orm'
import { openContent } from '../db/content.ts'
import { agents, callTickets, idempotencyKeys, limitWindows, messageBodies } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { MessageRow } from './draft.ts'
import { claimDue } from './due-messages.ts'
import { reconcile } from './reconcile.ts'
import { sendAgain } from './repeat.ts'
import { MAY_HAVE_HAPPENED, settleFailed } from './settle.ts'

/**
 * Takes up what is due of outbound messages: repeats what is known not to have happened, settles what is unknown,
 * and what a crash left behind. Safe to run on several replicas at once; returns how many rows it took up.
 */
export async function drainOutbound(deps: Deps): Promise<number> {
  const claimed = await claimDue(deps, 'outbound')
  await Promise.all(claimed.map((row) => takeUp(deps, row)))
  return claimed.length
}

async function takeUp(deps: Deps, row: MessageRow): Promise<void> {
  try {
    const [agent] = await deps.db.select().from(agents).where(eq(agents.id, row.agentId))
    const [stored] = await deps.db.select().from(messageBodies).where(eq(messageBodies.messageId, row.id))
    if (!agent) return
    if (!stored) return await settleFailed(deps, row, agent, MAY_HAVE_HAPPENED)
    const content = openContent(deps.sealer, row.id, stored.sealed)
    if (row.status === 'queued') await sendAgain(deps, row, agent, content)
    else await reconcile(deps, row, agent, content)
  } catch (error) {
    deps.log.warn({ event: 'outbound_retry', messageId: row.id, err: error }, 'taken up again when its claim ends')
  }
}

/** Removes keys, windows and tickets that no longer mean anything. */
export async function forgetExpired(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await deps.db.delete(idempotencyKeys).where(lte(idempotencyKeys.expiresAt, now))
  await deps.db.delete(callTickets).where(lte(callTickets.expiresAt, now))
  await deps.db.delete(limitWindows).where(lte(limitWindows.startsAt, new Date(now.getTime() - 62 * 86_400_000)))
}
