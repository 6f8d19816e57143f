import type { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import { smsSegments } from '../lib/segments.ts'
import type { OutboundDraft, Sender } from './draft.ts'
import type { Route } from './recipient.ts'

/** What is charged until the vendor names its price, in micro-US-dollars. Source: CONTRACT part 3. */
const ESTIMATE_MICRO_USD = { sms: 7900, email: 1000 }
/** After this a row that is still `sending` is taken for the remains of a crash, in milliseconds. */
const CRASHED_AFTER_MS = 60_000

/** The row of a message. */
export type MessageRow = typeof messages.$inferSelect

/** What a message will cost at most, in micro-US-dollars, and the segments that it takes. */
export function priceOf(draft: Pick<OutboundDraft, 'channel' | 'body'>): { segments: number; costMicroUsd: number } {
  const segments = draft.channel === 'sms' ? smsSegments(draft.body).segments : 1
  return { segments, costMicroUsd: ESTIMATE_MICRO_USD[draft.channel] * segments }
}

/** The vendor that carries a channel. */
export const providerOf = (deps: Pick<Deps, 'config'>, channel: OutboundDraft['channel']): string =>
  deps.config.vendors[channel === 'sms' ? 'telephony' : 'email']

/** The row of a message before the vendor is called. */
export function intendedRow(
  deps: Deps,
  { agent }: Sender,
  draft: OutboundDraft,
  { contact, ownAddress }: Route
): MessageRow {
  const now = deps.clock.now()
  return {
    id: newId('msg', now),
    orgId: agent.orgId,
    agentId: agent.id,
    channel: draft.channel,
    direction: 'outbound',
    contact,
    ownAddress,
    conversationId: conversationIdOf(agent.id, contact),
    status: 'sending',
    purpose: draft.purpose ?? 'conversational',
    provider: providerOf(deps, draft.channel),
    providerRef: null,
    errorCode: null,
    ...priceOf(draft),
    attempts: 0,
    dueAt: new Date(now.getTime() + CRASHED_AFTER_MS),
    replyToMessageId: draft.replyToMessageId ?? null,
    emailMessageId: null,
    createdAt: now,
    updatedAt: now
  }
}
