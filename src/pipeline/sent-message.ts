import { and, eq } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { messages } from '../db/schema/index.ts'
import type { MessageRow } from './draft.ts'

/** How a vendor names a message that we sent. */
export interface SentReference {
  orgId: string
  /** Set where the URL names the agent. */
  agentId?: string | undefined
  /** Our row id, where what the vendor says carries it; known also of a send whose answer was lost. */
  messageId?: string | undefined
  provider: string
  providerRef: string
}

/** The message of ours that a vendor speaks of; undefined when it is none of this organization, or of another agent. */
export async function sentMessage(
  db: Queries,
  { orgId, agentId, messageId, provider, providerRef }: SentReference
): Promise<MessageRow | undefined> {
  const isIt =
    messageId === undefined
      ? and(eq(messages.provider, provider), eq(messages.providerRef, providerRef))
      : eq(messages.id, messageId)
  const [row] = await db
    .select()
    .from(messages)
    .where(and(isIt, eq(messages.orgId, orgId), eq(messages.direction, 'outbound')))
  return agentId === undefined || row?.agentId === agentId ? row : undefined
}
