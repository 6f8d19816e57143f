import { sql } from 'drizzle-orm'
import { kit } from '../dialect.ts'

const { table, text, integer, instant, micros, primaryKey, check, index } = kit

/** Counters of actions in fixed windows. The check refuses the statement, and with it the send, that would pass a limit. */
export const limitWindows = table(
  'limit_windows',
  {
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    period: text('period').$type<'minute' | 'hour' | 'day'>().notNull(),
    startsAt: instant('starts_at').notNull(),
    used: integer('used').notNull(),
    max: integer('max').notNull()
  },
  (t) => [
    primaryKey({ columns: [t.agentId, t.period, t.startsAt] }),
    check('limit_windows_used_ck', sql`${t.used} <= ${t.max}`),
    index('limit_windows_starts_ix').on(t.startsAt)
  ]
)

/** Counts and costs of an agent by UTC day and channel, so that no dashboard sums history. */
export const usageDaily = table(
  'usage_daily',
  {
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** `YYYY-MM-DD`, UTC. */
    day: text('day').notNull(),
    channel: text('channel').notNull(),
    /** One of several rows that are summed, so that parallel transactions need not wait for each other's. */
    stripe: integer('stripe').notNull(),
    /** Outward effects that the vendor accepted. */
    actions: integer('actions').notNull(),
    inbound: integer('inbound').notNull(),
    failed: integer('failed').notNull(),
    refused: integer('refused').notNull(),
    rateLimitHits: integer('rate_limit_hits').notNull(),
    costMicroUsd: micros('cost_micro_usd').notNull()
  },
  (t) => [
    primaryKey({ columns: [t.agentId, t.day, t.channel, t.stripe] }),
    index('usage_daily_org_day_ix').on(t.orgId, t.day)
  ]
)
