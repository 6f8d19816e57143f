import { and, eq } from 'drizzle-orm'
import { openContent } from '../db/content.ts'
import { messageBodies, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { OutboundContent } from './dispatch.ts'
import type { AgentRow, OutboundDraft } from './draft.ts'
import { blindCopyTo } from './duplication.ts'
import { withIdentity } from './email-identity.ts'

/**
 * What a draft says to a contact, with the headers that keep an email in the thread it answers and those by which it is
 * unsubscribed. Source: RFC 5322 section 3.6.4.
 * @throws CommsError `not_found` when it answers a message that is not the agent's
 */
export async function contentOf(
  deps: Deps,
  agent: AgentRow,
  draft: OutboundDraft,
  contact: string
): Promise<OutboundContent> {
  const content = await threaded(deps, agent, draft)
  return draft.channel === 'email' ? withIdentity(deps, agent, contact, draft.purpose, content) : content
}

async function threaded(deps: Deps, agent: AgentRow, draft: OutboundDraft): Promise<OutboundContent> {
  const { body, html, subject, cc, bcc, mediaUrls, attachments } = draft
  const content: OutboundContent = { body, mediaUrls }
  if (draft.channel !== 'email') {
    if (draft.replyToMessageId !== undefined) await answered(deps, agent, draft.replyToMessageId)
    return content
  }
  const copyTo = blindCopyTo(agent, draft)
  const blind = copyTo === undefined ? bcc : [...(bcc ?? []), copyTo]
  const whole = { ...content, html, subject, cc, bcc: blind, attachments, fromName: headerName(agent) }
  if (draft.replyToMessageId === undefined) return whole
  const first = await answered(deps, agent, draft.replyToMessageId)
  const said = await storedContent(deps, first.id)
  const id = first.emailMessageId
  return {
    ...whole,
    subject: subject ?? `Re: ${(said?.subject ?? '').replace(/^re:\s*/i, '')}`.trim(),
    ...(id !== null && { headers: { 'In-Reply-To': id, References: [...(said?.references ?? []), id].join(' ') } })
  }
}

async function answered(deps: Deps, agent: AgentRow, messageId: string) {
  const [row] = await deps.db
    .select({ id: messages.id, emailMessageId: messages.emailMessageId })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.agentId, agent.id)))
  if (!row) throw new CommsError('not_found', 'Nothing was sent: there is no message with the id in replyToMessageId.')
  return row
}

async function storedContent(deps: Deps, messageId: string) {
  const [row] = await deps.db.select().from(messageBodies).where(eq(messageBodies.messageId, messageId))
  return row && openContent(deps.sealer, messageId, row.sealed)
}

/** A display name that can stand quoted in a header: no quotes, backslashes, brackets or control characters. */
const headerName = (agent: Pick<AgentRow, 'displayName'>): string =>
  agent.displayName.replace(/["\\<>\p{Cc}\u2028\u2029]/gu, ' ').trim()
