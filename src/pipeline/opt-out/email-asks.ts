import { eq } from 'drizzle-orm'
import type { Built } from '../../db/batch.ts'
import { inboxEvents, messages } from '../../db/schema/index.ts'
import { eventRow } from '../../delivery/event-row.ts'
import type { Deps } from '../../deps.ts'
import type { MessageContent } from '../../schemas/message.ts'
import { askedInEmail } from '../keywords.ts'
import { askEffects } from './effects.ts'

type Arrival = Pick<
  typeof inboxEvents.$inferSelect,
  'orgId' | 'agentId' | 'contact' | 'channel' | 'messageId' | 'payload'
>

/**
 * What the body of a fetched email asks for, as statements of the transaction that stores it; none when its subject has
 * asked already.
 */
export async function emailAsks(
  deps: Deps,
  { orgId, agentId, contact, channel, messageId, payload }: Arrival,
  content: Pick<MessageContent, 'body'>,
  headers: Readonly<Record<string, string>>
): Promise<Built[]> {
  const asked = askedInEmail(content, headers)
  if (asked === undefined || messageId === null) return []
  const isAbout = eq(inboxEvents.messageId, messageId)
  const told = await deps.db.select({ kind: inboxEvents.kind }).from(inboxEvents).where(isAbout)
  if (told.some(({ kind }) => kind !== 'message.received')) return []
  const now = deps.clock.now()
  const { statements, tells, reply } = await askEffects(deps, { orgId, contact, channel, answered: false }, asked, now)
  if (reply) statements.push(deps.db.update(messages).set({ dueAt: now }).where(eq(messages.id, messageId)))
  if (tells === undefined) return statements
  const about = { orgId, agentId, channel, contact, messageId }
  const event = eventRow(deps, { ...about, kind: tells, payload: { from: payload.from, to: payload.to } })
  return [...statements, deps.db.insert(inboxEvents).values(event)]
}
