import { sql } from 'drizzle-orm'
import type { EventKind, EventPayload } from '../../schemas/event.ts'
import { kit } from '../dialect.ts'

const { table, text, integer, json, instant, index, uniqueIndex } = kit

/** What an agent must learn; kept until exactly one consumer has acknowledged it. */
export const inboxEvents = table(
  'inbox_events',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    kind: text('kind').$type<EventKind>().notNull(),
    channel: text('channel').notNull(),
    contact: text('contact').notNull(),
    conversationId: text('conversation_id').notNull(),
    messageId: text('message_id'),
    /** Facts without content; the body is read from `message_bodies` at delivery. */
    payload: json<EventPayload>('payload').notNull(),
    /** `fetching`: the vendor sent a reference and the content is still to be fetched. */
    state: text('state').$type<'fetching' | 'pending' | 'leased' | 'acked' | 'waiting'>().notNull(),
    leaseId: text('lease_id'),
    leaseUntil: instant('lease_until'),
    /** How often it was handed out. */
    attempts: integer('attempts').notNull(),
    /** When the worker tries its callback or its fetch next; null when no worker is concerned. */
    dueAt: instant('due_at'),
    createdAt: instant('created_at').notNull(),
    ackedAt: instant('acked_at')
  },
  (t) => [
    index('inbox_events_agent_state_ix').on(t.agentId, t.state, t.id),
    index('inbox_events_lease_ix').on(t.leaseId).where(sql`${t.leaseId} is not null`),
    index('inbox_events_due_ix').on(t.dueAt).where(sql`${t.dueAt} is not null`),
    index('inbox_events_message_ix').on(t.messageId),
    index('inbox_events_acked_ix').on(t.ackedAt).where(sql`${t.ackedAt} is not null`)
  ]
)

/** Which provider events we have taken; a copy of one finds its row here and has no second effect. */
export const webhookReceipts = table(
  'webhook_receipts',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    provider: text('provider').notNull(),
    /** The vendor's own identity of the event, e.g. `sms:SM…`, `status:SM…:delivered`, `svix:msg_…`. */
    eventKey: text('event_key').notNull(),
    receivedAt: instant('received_at').notNull()
  },
  (t) => [
    uniqueIndex('webhook_receipts_event_uq').on(t.provider, t.eventKey),
    index('webhook_receipts_received_ix').on(t.receivedAt)
  ]
)

/** Log of callback attempts. */
export const deliveries = table(
  'deliveries',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    eventId: text('event_id').notNull(),
    attempt: integer('attempt').notNull(),
    outcome: text('outcome').$type<'delivered' | 'refused' | 'failed' | 'blocked'>().notNull(),
    httpStatus: integer('http_status'),
    durationMs: integer('duration_ms').notNull(),
    /** What went wrong in plain words; never content. */
    problem: text('problem'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('deliveries_event_ix').on(t.eventId), index('deliveries_agent_ix').on(t.agentId, t.id)]
)
