import { kit } from '../dialect.ts'

const { table, text, json, instant, primaryKey, index } = kit

/** Contacts that an organization must not contact, on any channel. */
export const dncList = table(
  'dnc_list',
  {
    orgId: text('org_id').notNull(),
    /** E.164 or email in lower case. */
    contact: text('contact').notNull(),
    reason: text('reason').notNull(),
    source: text('source').$type<'keyword' | 'carrier' | 'complaint' | 'manual'>().notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.contact] })]
)

/** The gate's verdicts with their reasons; facts about a person are hashed. */
export const decisions = table(
  'decisions',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** The message it was about; a refused one has no row of its own. */
    messageId: text('message_id'),
    action: text('action').notNull(),
    channel: text('channel').notNull(),
    verdict: text('verdict').$type<'allowed' | 'refused'>().notNull(),
    /** The check that refused. */
    check: text('refused_by'),
    code: text('code'),
    reasons: json<string[]>('reasons').notNull(),
    facts: json<Record<string, unknown>>('facts').notNull(),
    rules: text('rules').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('decisions_agent_ix').on(t.agentId, t.id)]
)
