import { isUniqueViolation } from '../db/batch.ts'
import { sealContent } from '../db/content.ts'
import type { messages } from '../db/schema/index.ts'
import { callbackUrlOf } from '../delivery/callback-url.ts'
import { eventRow } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import { inboxEventsTotal } from '../observability/metrics.ts'
import type { EventKind } from '../schemas/event.ts'
import type { MessageContent } from '../schemas/message.ts'
import type { AgentRow } from './draft.ts'
import { inserts } from './inbound-statements.ts'
import { askedIn, askedInSubject, type Keyword } from './keywords.ts'
import { type AskEffects, askEffects } from './opt-out/effects.ts'

/** One message as a vendor reports it; addresses are in the form under which contacts are stored. */
export interface InboundMessage {
  agent: Pick<AgentRow, 'id' | 'orgId' | 'callbackUrl'>
  channel: 'sms' | 'email'
  provider: string
  /** The vendor's identity of the event, the same on every copy of it. */
  eventKey: string
  /** The vendor's id of the message; a copy under another event key is known by it. */
  providerRef: string
  from: string
  to: string
  content: MessageContent
  segments?: number
  /** RFC 5322 Message-ID of an email. */
  emailMessageId?: string | undefined
  /** Vendor's id under which the rest of the content is fetched; without it `content` is all there is. */
  fetchRef?: string
  /** The keyword that the carrier saw in it and has answered itself. */
  answeredKeyword?: Keyword | undefined
}

/** What an inbound message set off beside its own event. */
export type Received =
  | { outcome: 'duplicate' }
  | { outcome: 'accepted'; messageId: string; replyDue: boolean; fetchDue: boolean }

/**
 * Takes one message from a vendor, with all that follows from it, in one transaction: receipt, message, sealed content,
 * keyword effects, inbox events, counter. When it returns, the message is on disk; a copy of it has no effect.
 */
export async function receiveMessage(deps: Deps, inbound: InboundMessage): Promise<Received> {
  const now = deps.clock.now()
  const messageId = newId('msg', now)
  const effects = await effectsOf(deps, inbound, now)
  const fetching = inbound.fetchRef !== undefined
  const { channel, provider } = inbound
  const { id: agentId, orgId } = inbound.agent
  try {
    const receipt = { id: newId('rcp', now), orgId, provider, eventKey: inbound.eventKey, receivedAt: now }
    const first = inserts.receipt(deps.db, receipt)
    const rest = [
      inserts.message(deps.db, messageRow(inbound, messageId, now, effects.reply)),
      inserts.body(deps.db, { messageId, orgId, sealed: sealContent(deps.sealer, messageId, inbound.content) }),
      inserts.window(deps.db, { orgId, contact: inbound.from, channel, lastInboundAt: now }),
      ...eventRows(deps, inbound, messageId, effects.tells).map((row) => inserts.event(deps.db, row)),
      ...effects.statements,
      inserts.count(deps.db, { orgId, agentId, channel }, now)
    ]
    await (effects.statements.length > 0 ? deps.db.batch([first, ...rest]) : deps.db.together(first, rest))
  } catch (error) {
    if (isUniqueViolation(error)) return { outcome: 'duplicate' }
    throw error
  }
  inboxEventsTotal.inc({ outcome: 'created' }, effects.tells === undefined ? 1 : 2)
  return { outcome: 'accepted', messageId, replyDue: effects.reply, fetchDue: fetching }
}

function messageRow(inbound: InboundMessage, id: string, now: Date, reply: boolean): typeof messages.$inferInsert {
  const { channel, provider, providerRef, from, to } = inbound
  const { id: agentId, orgId } = inbound.agent
  return {
    ...{ id, orgId, agentId, channel, provider, providerRef },
    direction: 'inbound',
    contact: from,
    ownAddress: to,
    conversationId: conversationIdOf(agentId, from),
    status: inbound.fetchRef === undefined ? 'received' : 'fetching',
    purpose: 'conversational',
    segments: inbound.segments ?? 1,
    costMicroUsd: 0,
    attempts: 0,
    // An inbound row is due when its keyword is still to be answered.
    dueAt: reply ? now : null,
    emailMessageId: inbound.emailMessageId ?? null,
    createdAt: now,
    updatedAt: now
  }
}

function eventRows(deps: Deps, inbound: InboundMessage, messageId: string, tells: EventKind | undefined) {
  const { channel, from, to, fetchRef } = inbound
  const { id: agentId, orgId } = inbound.agent
  const hasCallback = callbackUrlOf(deps.config, inbound.agent) !== undefined
  const common = { orgId, agentId, channel, contact: from, messageId }
  const received = eventRow(deps, {
    ...common,
    kind: 'message.received',
    payload: { from, to, ...(fetchRef !== undefined && { fetchRef }) },
    state: fetchRef === undefined ? 'pending' : 'fetching'
  })
  if (fetchRef === undefined && !hasCallback) received.dueAt = null
  if (tells === undefined) return [received]
  const told = eventRow(deps, { ...common, kind: tells, payload: { from, to } })
  if (!hasCallback) told.dueAt = null
  return [received, told]
}

/** An email tells by its subject at once, and by its body when that is fetched. */
function effectsOf(deps: Deps, inbound: InboundMessage, now: Date): Promise<AskEffects> {
  const { from: contact, channel, answeredKeyword, content } = inbound
  const asked =
    answeredKeyword !== undefined
      ? ({ keyword: answeredKeyword, by: 'keyword' } as const)
      : channel === 'email'
        ? askedInSubject(content.subject ?? '')
        : askedIn(content.body, channel)
  const answered = answeredKeyword !== undefined
  return askEffects(deps, { orgId: inbound.agent.orgId, contact, channel, answered }, asked, now)
}
