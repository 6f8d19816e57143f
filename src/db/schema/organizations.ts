import { sql } from 'drizzle-orm'
import type { OrganizationSettings } from '../../schemas/organization.ts'
import type { LimitOverrides } from '../../schemas/usage.ts'
import { kit } from '../dialect.ts'

const { table, text, integer, json, instant, uniqueIndex, check } = kit

/** Tenants. A `sandbox` organization reaches only the simulated carrier. */
export const organizations = table(
  'organizations',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    mode: text('mode').$type<'production' | 'sandbox'>().notNull(),
    status: text('status').$type<'pending_review' | 'approved' | 'suspended'>().notNull(),
    blockedChannels: json<string[]>('blocked_channels').notNull(),
    /** Limits of the organization as a whole, and those of its agents that differ from the server's. */
    limits: json<LimitOverrides>('limits').notNull().default({}),
    settings: json<OrganizationSettings>('settings').notNull().default({}),
    /** What a reviewer is told before the organization may reach real people. */
    companyName: text('company_name'),
    website: text('website'),
    useCaseDescription: text('use_case_description'),
    reviewedAt: instant('reviewed_at'),
    /** Role and id of who reviewed it. */
    reviewedBy: text('reviewed_by'),
    /** What the reviewer tells the organization. */
    reviewNote: text('review_note'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [uniqueIndex('organizations_slug_uq').on(t.slug)]
)

/** How many agents an organization may have and has; the check makes two parallel provisions for one slot impossible. */
export const agentPool = table(
  'agent_pool',
  {
    orgId: text('org_id')
      .primaryKey()
      .references(() => organizations.id),
    maxAgents: integer('max_agents').notNull(),
    used: integer('used').notNull()
  },
  (t) => [check('agent_pool_used_ck', sql`${t.used} >= 0`)]
)
