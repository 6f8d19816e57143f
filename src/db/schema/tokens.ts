import { kit } from '../dialect.ts'
import { organizations } from './organizations.ts'

const { table, text, instant, uniqueIndex, index } = kit

/** Bearer tokens of every scope. Only the SHA-256 of a token is kept: docs/adr/0007. */
export const tokens = table(
  'tokens',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    scope: text('scope').$type<'super' | 'org' | 'agent'>().notNull(),
    /** Set for scope `agent`, and for no other. */
    agentId: text('agent_id'),
    /** SHA-256 of the whole token, hex. */
    hash: text('hash').notNull(),
    /** Null means it does not expire. After a rotation: when the grace period ends. */
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    /** The token that took its place. */
    replacedBy: text('replaced_by'),
    /** To the minute; written in batches, not on every request. */
    lastUsedAt: instant('last_used_at'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [uniqueIndex('tokens_hash_uq').on(t.hash), index('tokens_org_agent_ix').on(t.orgId, t.agentId)]
)
