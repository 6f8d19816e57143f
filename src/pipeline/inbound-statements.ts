import { sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders as named } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import {
  contactWindows,
  inboxEvents,
  messageBodies,
  messages,
  usageDaily,
  webhookReceipts
} from '../db/schema/index.ts'
import { anyStripe, USAGE_KEY } from './usage.ts'

type Row<T extends { $inferInsert: object }> = T['$inferInsert']

const receipt = builtOnce((db) =>
  db.insert(webhookReceipts).values(named('id', 'orgId', 'provider', 'eventKey', 'receivedAt'))
)
const message = builtOnce((db) =>
  db.insert(messages).values({
    ...named('id', 'orgId', 'agentId', 'channel', 'direction', 'contact', 'ownAddress', 'conversationId', 'status'),
    ...named('purpose', 'provider', 'providerRef', 'segments', 'costMicroUsd', 'attempts', 'dueAt', 'emailMessageId'),
    ...named('createdAt', 'updatedAt')
  })
)
const body = builtOnce((db) => db.insert(messageBodies).values(named('messageId', 'orgId', 'sealed')))
const event = builtOnce((db) =>
  db.insert(inboxEvents).values({
    ...named('id', 'orgId', 'agentId', 'kind', 'channel', 'contact', 'conversationId', 'messageId', 'payload'),
    ...named('state', 'attempts', 'dueAt', 'createdAt')
  })
)
const count = builtOnce((db) =>
  db
    .insert(usageDaily)
    .values({
      ...named('orgId', 'agentId', 'day', 'channel', 'stripe'),
      ...{ actions: 0, inbound: 1, failed: 0, refused: 0, rateLimitHits: 0, costMicroUsd: 0 }
    })
    .onConflictDoUpdate({
      target: USAGE_KEY,
      set: { inbound: sql`${usageDaily.inbound} + 1` }
    })
)

const window = builtOnce((db) =>
  db
    .insert(contactWindows)
    .values(named('orgId', 'contact', 'channel', 'lastInboundAt'))
    .onConflictDoUpdate({
      target: [contactWindows.orgId, contactWindows.contact, contactWindows.channel],
      set: { lastInboundAt: sql`excluded.last_inbound_at` }
    })
)

/** Statements of every inbound message, built once: they are what a carrier waits for. */
export const inserts = {
  receipt: (db: Queries, row: Row<typeof webhookReceipts>): Built => receipt(db, row),
  message: (db: Queries, row: Row<typeof messages>): Built => message(db, row),
  body: (db: Queries, row: Row<typeof messageBodies>): Built => body(db, row),
  /** Notes when the person last wrote on the channel. */
  window: (db: Queries, row: Row<typeof contactWindows>): Built => window(db, row),
  event: (db: Queries, row: Row<typeof inboxEvents>): Built => event(db, row),
  /** Counts one inbound message in the UTC day of `at`. */
  count: (db: Queries, of: { orgId: string; agentId: string; channel: string }, at: Date): Built =>
    count(db, { ...of, day: at.toISOString().slice(0, 10), stripe: anyStripe() })
}
