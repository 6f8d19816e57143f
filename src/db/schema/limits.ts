import { sql } from 'drizzle-orm'
import { kit } from '../dialect.ts'

const { table, text, integer, instant, micros, primaryKey, check, index } = kit

/** Counters in fixed windows. The check refuses the statement, and with it the send, that would pass a limit. */
export const limitWindows = table(
  'limit_windows',
  {
    orgId: text('org_id').notNull(),
    /** Id of the agent or the organization that is limited. */
    subjectId: text('subject_id').notNull(),
    /** What is counted: `actions`, `spend` in micro-US-dollars, or `calls:` and the keyed hash of a number. */
    metric: text('metric').notNull(),
    period: text('period').$type<'minute' | 'hour' | 'day' | 'month'>().notNull(),
    startsAt: instant('starts_at').notNull(),
    used: micros('used').notNull(),
    max: micros('max').notNull()
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.metric, t.period, t.startsAt] }),
    check('limit_windows_used_ck', sql`${t.used} <= ${t.max}`),
    index('limit_windows_starts_ix').on(t.startsAt)
  ]
)

/** Money set aside for one action, from before the vendor is called until its price is known. One row an action. */
export const reservations = table(
  'reservations',
  {
    /** Id of the message or call. */
    actionId: text('action_id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** `open`: the outcome is not known; `estimated`: it happened, the vendor has named no price yet. */
    state: text('state').$type<'open' | 'estimated' | 'settled' | 'released'>().notNull(),
    heldMicroUsd: micros('held_micro_usd').notNull(),
    /** What it cost; the estimate while the vendor has named no price. */
    spentMicroUsd: micros('spent_micro_usd').notNull(),
    /** What went back to the budget; negative when it cost more than was held. */
    returnedMicroUsd: micros('returned_micro_usd').notNull(),
    /** When the worker looks at it next; null when it is closed. */
    dueAt: instant('due_at'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [
    check(
      'reservations_balance_ck',
      sql`(${t.state} = 'open' and ${t.spentMicroUsd} = 0 and ${t.returnedMicroUsd} = 0) or ${t.heldMicroUsd} = ${t.spentMicroUsd} + ${t.returnedMicroUsd}`
    ),
    index('reservations_due_ix').on(t.dueAt).where(sql`${t.dueAt} is not null`)
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

/** What an organization pays and to whom the bill goes. */
export const billingConfig = table('billing_config', {
  orgId: text('org_id').primaryKey(),
  tier: text('tier').$type<'free' | 'starter' | 'pro' | 'enterprise'>().notNull(),
  /** Hundredths of a percent on top of the vendors' prices: 2000 = 20 %. */
  markupBasisPoints: integer('markup_basis_points').notNull(),
  billingEmail: text('billing_email'),
  updatedAt: instant('updated_at').notNull()
})
