import type { inboxEvents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { conversationIdOf, newId } from '../lib/ids.ts'
import type { EventKind, EventPayload } from '../schemas/event.ts'

/** What makes an inbox event. */
export interface NewEvent {
  orgId: string
  agentId: string
  kind: EventKind
  channel: string
  /** The address outside, as stored. */
  contact: string
  messageId?: string
  payload: EventPayload
  /** `fetching` while the content is only a reference; `pending` otherwise. */
  state?: 'fetching' | 'pending'
}

/** The row of an event that is due at once; insert it in the transaction that records what it tells of. */
export function eventRow(deps: Pick<Deps, 'clock'>, event: NewEvent): typeof inboxEvents.$inferInsert {
  const now = deps.clock.now()
  return {
    ...event,
    id: newId('evt', now),
    conversationId: conversationIdOf(event.agentId, event.contact),
    messageId: event.messageId ?? null,
    state: event.state ?? 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now
  }
}

/** Topic on which whoever waits for an agent's events is woken. */
export const inboxTopic = (agentId: string): string => `inbox:${agentId}`

/** Wakes whoever waits for this agent's events, on every replica; call it after the commit. */
export const announce = (deps: Pick<Deps, 'bus'>, agentId: string): Promise<void> =>
  deps.bus.publish(inboxTopic(agentId))
