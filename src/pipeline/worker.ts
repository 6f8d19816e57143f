import { and, asc, eq, lte } from 'drizzle-orm'
import { openContent } from '../db/content.ts'
import { agents, idempotencyKeys, limitWindows, messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { dispatch } from './dispatch.ts'
import type { MessageRow } from './draft.ts'
import { reconcile } from './reconcile.ts'
import { mayStillLeave } from './repeat.ts'
import { settle, settleFailed } from './settle.ts'

/** How long one worker has a row to itself, in milliseconds. */
const CLAIM_MS = 60_000
/** Rows taken up in one go. */
const BATCH = 50

/**
 * Takes up what is due of outbound messages: repeats what is known not to have happened, settles what is unknown,
 * and what a crash left behind. Safe to run on several replicas at once; returns how many rows it looked at.
 */
export async function drainOutbound(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.db
    .select()
    .from(messages)
    .where(and(lte(messages.dueAt, now), eq(messages.direction, 'outbound')))
    .orderBy(asc(messages.dueAt))
    .limit(BATCH)
  const claimed = (await Promise.all(due.map((row) => claim(deps, row)))).filter((row) => row !== undefined)
  await Promise.all(claimed.map((row) => takeUp(deps, row)))
  return due.length
}

async function claim(deps: Deps, row: MessageRow): Promise<MessageRow | undefined> {
  if (row.dueAt === null) return undefined
  const dueAt = new Date(deps.clock.now().getTime() + CLAIM_MS)
  const taken = await deps.db
    .update(messages)
    .set({ dueAt })
    .where(and(eq(messages.id, row.id), eq(messages.dueAt, row.dueAt)))
    .returning({ id: messages.id })
  return taken.length > 0 ? row : undefined
}

async function takeUp(deps: Deps, row: MessageRow): Promise<void> {
  try {
    const [agent] = await deps.db.select().from(agents).where(eq(agents.id, row.agentId))
    const [stored] = await deps.db.select().from(messageBodies).where(eq(messageBodies.messageId, row.id))
    if (!agent) return
    if (!stored) return await settleFailed(deps, row, agent, 'unknown')
    const content = openContent(deps.sealer, row.id, stored.sealed)
    if (row.status !== 'queued') return await reconcile(deps, row, agent, content)
    if (await mayStillLeave(deps, row, agent, content))
      await settle(deps, row, agent, await dispatch(deps, row, content))
  } catch (error) {
    deps.log.warn({ event: 'outbound_retry', messageId: row.id, err: error }, 'taken up again when its claim ends')
  }
}

/** Removes keys and windows that no longer mean anything. */
export async function forgetExpired(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await deps.db.delete(idempotencyKeys).where(lte(idempotencyKeys.expiresAt, now))
  await deps.db.delete(limitWindows).where(lte(limitWindows.startsAt, new Date(now.getTime() - 62 * 86_400_000)))
}
