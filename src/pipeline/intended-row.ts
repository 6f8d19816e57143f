import type { Deps } from '../deps.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import { countryOf } from '../lib/phone.ts'
import { smsSegments } from '../lib/segments.ts'
import { unitPriceMicroUsd } from '../policy/prices/index.ts'
import type { AgentRow, MessageRow, OutboundDraft, Sender } from './draft.ts'
import { blindCopyTo } from './duplication.ts'
import type { Route } from './recipient.ts'

/** Examples and the simulated world, at the price of American numbers: there is no area code 555. Source: NANPA. */
const FICTITIOUS = /^\+1555/
/** After this a row that is still `sending` is taken for the remains of a crash, in milliseconds. */
const CRASHED_AFTER_MS = 60_000

/** What a message to this contact will cost at most, in micro-US-dollars, and the segments that it takes. */
export function priceOf(
  agent: Pick<AgentRow, 'routeDuplication'>,
  draft: OutboundDraft,
  { contact, provider }: Pick<Route, 'contact' | 'provider'>
): { segments: number; costMicroUsd: number } {
  if (draft.channel === 'email') {
    const copies = (draft.cc?.length ?? 0) + (draft.bcc?.length ?? 0) + (blindCopyTo(agent, draft) ? 1 : 0)
    return { segments: 1, costMicroUsd: unitPriceMicroUsd(provider, 'email', null) * (1 + copies) }
  }
  const country = countryOf(contact) ?? (FICTITIOUS.test(contact) ? 'US' : null)
  const { segments } = smsSegments(draft.body)
  const textMicroUsd = unitPriceMicroUsd(provider, 'sms', country) * segments
  if (!draft.mediaUrls?.length) return { segments, costMicroUsd: textMicroUsd }
  // Where no MMS goes the files leave as links in an SMS.
  return { segments, costMicroUsd: Math.max(textMicroUsd, unitPriceMicroUsd(provider, 'mms', country)) }
}

/** The row of a message before the vendor is called. */
export function intendedRow(deps: Deps, { agent }: Sender, draft: OutboundDraft, route: Route): MessageRow {
  const now = deps.clock.now()
  return {
    id: newId('msg', now),
    orgId: agent.orgId,
    agentId: agent.id,
    channel: draft.channel,
    direction: 'outbound',
    ...route,
    conversationId: conversationIdOf(agent.id, route.contact),
    status: 'sending',
    purpose: draft.purpose ?? 'conversational',
    providerRef: null,
    errorCode: null,
    ...priceOf(agent, draft, route),
    attempts: 0,
    dueAt: new Date(now.getTime() + CRASHED_AFTER_MS),
    replyToMessageId: draft.replyToMessageId ?? null,
    emailMessageId: null,
    createdAt: now,
    updatedAt: now
  }
}
