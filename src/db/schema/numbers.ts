import { kit } from '../dialect.ts'
import { organizations } from './organizations.ts'

const { table, text, json, instant, micros, index, uniqueIndex } = kit

/** Phone numbers that we hold at a vendor. The row is there before the number is bought, so that none is paid for unseen. */
export const numberPool = table(
  'number_pool',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    /** E.164. */
    number: text('number').notNull(),
    provider: text('provider').notNull(),
    /** Vendor's id of the number; null until it is bought. */
    providerRef: text('provider_ref'),
    country: text('country').notNull(),
    capabilities: json<{ sms: boolean; mms: boolean; voice: boolean }>('capabilities').notNull(),
    agentId: text('agent_id'),
    status: text('status').$type<'buying' | 'active' | 'pending_registration' | 'releasing' | 'released'>().notNull(),
    /** Public URL of this server that the vendor was last told to post to; null until it was told. */
    webhookBase: text('webhook_base'),
    monthlyMicroUsd: micros('monthly_micro_usd').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [
    index('number_pool_org_agent_ix').on(t.orgId, t.agentId),
    index('number_pool_status_ix').on(t.status, t.updatedAt),
    uniqueIndex('number_pool_provider_ref_uq').on(t.provider, t.providerRef)
  ]
)

/** Where a vendor account posts to us; names the secret that verifies it. */
export const endpoints = table(
  'endpoints',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    provider: text('provider').notNull(),
    /** Fingerprint of the vendor account, so that another credential gets an endpoint of its own. */
    account: text('account').notNull(),
    /** Vendor's id of the webhook; null when it was made by hand. */
    providerRef: text('provider_ref'),
    url: text('url').notNull(),
    /** Signing secret; encrypted. */
    secret: text('secret').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [uniqueIndex('endpoints_org_provider_account_uq').on(t.orgId, t.provider, t.account)]
)
