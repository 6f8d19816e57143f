import { sql } from 'drizzle-orm'
import type { Channel } from '../../schemas/common.ts'
import type { MessageStatus } from '../../schemas/message.ts'
import type { Purpose } from '../../schemas/policy.ts'
import { kit } from '../dialect.ts'

const { table, text, integer, instant, micros, index, uniqueIndex, primaryKey } = kit

/** One row per message, either direction. Content is not here but in `message_bodies`: docs/adr/0004. */
export const messages = table(
  'messages',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    direction: text('direction').$type<'inbound' | 'outbound'>().notNull(),
    /** The address outside: E.164 or email in lower case. */
    contact: text('contact').notNull(),
    /** The agent's own address on this message. */
    ownAddress: text('own_address').notNull(),
    conversationId: text('conversation_id').notNull(),
    status: text('status').$type<MessageStatus>().notNull(),
    /** What the message is for. */
    purpose: text('purpose').$type<Purpose>().notNull(),
    provider: text('provider').notNull(),
    /** Vendor's own id; null until accepted. */
    providerRef: text('provider_ref'),
    /** Vendor's error code of a failure. */
    errorCode: text('error_code'),
    segments: integer('segments').notNull(),
    /** Estimated until the vendor names its price. */
    costMicroUsd: micros('cost_micro_usd').notNull(),
    /** How often the vendor was asked to send it. */
    attempts: integer('attempts').notNull(),
    /** When the worker looks at it next; null when nothing is left to do. */
    dueAt: instant('due_at'),
    replyToMessageId: text('reply_to_message_id'),
    /** RFC 5322 Message-ID of an email. */
    emailMessageId: text('email_message_id'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    index('messages_agent_ix').on(t.agentId, t.id),
    index('messages_agent_conversation_ix').on(t.agentId, t.conversationId, t.id),
    index('messages_agent_channel_ix').on(t.agentId, t.channel, t.direction, t.id),
    index('messages_due_ix').on(t.dueAt).where(sql`${t.dueAt} is not null`),
    uniqueIndex('messages_provider_ref_uq').on(t.provider, t.providerRef).where(sql`${t.providerRef} is not null`)
  ]
)

/** Content of messages, encrypted, while it is in transit through us; wiped when settled unless the owner opted in. */
export const messageBodies = table(
  'message_bodies',
  {
    messageId: text('message_id').primaryKey(),
    orgId: text('org_id').notNull(),
    /** Sealed JSON of `MessageContent`, bound to the message id. */
    sealed: text('sealed').notNull(),
    /** When it is wiped; null while it is still needed. */
    wipeAt: instant('wipe_at')
  },
  (t) => [index('message_bodies_wipe_ix').on(t.wipeAt).where(sql`${t.wipeAt} is not null`)]
)

/** Makes one intent happen once: the key is what the caller gave, or a hash of agent, channel, recipient and content. */
export const idempotencyKeys = table(
  'idempotency_keys',
  {
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    key: text('key').notNull(),
    /** Keyed hash of the arguments, to tell a repeat from another intent under the same key. */
    argsHash: text('args_hash').notNull(),
    messageId: text('message_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** After this the key is free again. */
    expiresAt: instant('expires_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.agentId, t.key] }), index('idempotency_keys_expires_ix').on(t.expiresAt)]
)
