import { and, asc, eq, lte } from 'drizzle-orm'
import { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { MessageRow } from './draft.ts'

/** How long one worker has a message to itself, in milliseconds. */
export const CLAIM_MS = 60_000
/** Messages that are taken up in one go. */
const BATCH = 50

/** Takes up messages of a direction that are due, oldest first; each is nobody else's for a minute, however many workers run. */
export async function claimDue(deps: Deps, direction: MessageRow['direction']): Promise<MessageRow[]> {
  const due = await deps.db
    .select()
    .from(messages)
    .where(and(lte(messages.dueAt, deps.clock.now()), eq(messages.direction, direction)))
    .orderBy(asc(messages.dueAt))
    .limit(BATCH)
  const claimed = await Promise.all(due.map((row) => claim(deps, row)))
  return due.filter((_, index) => claimed[index])
}

async function claim(deps: Deps, { id, dueAt }: MessageRow): Promise<boolean> {
  if (dueAt === null) return false
  const claimed = await deps.db
    .update(messages)
    .set({ dueAt: new Date(deps.clock.now().getTime() + CLAIM_MS) })
    .where(and(eq(messages.id, id), eq(messages.dueAt, dueAt)))
    .returning({ id: messages.id })
  return claimed.length > 0
}
