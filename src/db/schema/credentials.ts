import { kit } from '../dialect.ts'
import { organizations } from './organizations.ts'

const { table, text, json, instant, uniqueIndex } = kit

/** Vendor accounts of an organization, or of one of its agents. What is secret in them is encrypted: docs/security.md. */
export const providerCredentials = table(
  'provider_credentials',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    /** Empty for the whole organization, else the agent with an account of its own. */
    agentId: text('agent_id').notNull(),
    provider: text('provider').notNull(),
    /** Sealed JSON of the credential, bound to the row. */
    sealed: text('sealed').notNull(),
    /** Which key sealed it. */
    keyId: text('key_id').notNull(),
    status: text('status').$type<'active' | 'invalid_credentials' | 'pending_verification'>().notNull(),
    capabilities: json<string[]>('capabilities').notNull(),
    verifiedAt: instant('verified_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [uniqueIndex('provider_credentials_owner_uq').on(t.orgId, t.agentId, t.provider)]
)
