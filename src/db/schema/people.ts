import { kit } from '../dialect.ts'
import { organizations } from './organizations.ts'

const { table, text, integer, boolean, instant, index, uniqueIndex } = kit

/** People who sign in. A role holds within their organization; a super-admin operates the server. */
export const users = table(
  'users',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id),
    /** Lower case. */
    email: text('email').notNull(),
    displayName: text('display_name').notNull(),
    /** Argon2id in PHC form. */
    passwordHash: text('password_hash').notNull(),
    role: text('role').$type<'owner' | 'admin' | 'viewer'>().notNull(),
    superAdmin: boolean('super_admin').notNull(),
    /** `unverified`: the code that was mailed is still awaited. */
    status: text('status').$type<'unverified' | 'active' | 'disabled'>().notNull(),
    /** Grows at logout everywhere and at a change of password: sessions of an older version are over. */
    sessionVersion: integer('session_version').notNull(),
    lastLoginAt: instant('last_login_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [uniqueIndex('users_email_uq').on(t.email), index('users_org_ix').on(t.orgId, t.id)]
)

/** One-time codes that were mailed. Only a keyed hash of a code is kept. */
export const otpCodes = table(
  'otp_codes',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    purpose: text('purpose').$type<'verify_email' | 'reset_password'>().notNull(),
    /** Id of the user. */
    subject: text('subject').notNull(),
    codeHash: text('code_hash').notNull(),
    /** Wrong guesses so far. */
    attempts: integer('attempts').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('otp_codes_subject_ix').on(t.purpose, t.subject), index('otp_codes_expires_ix').on(t.expiresAt)]
)

/** Failed sign-ins in a row, by account and by address; the same on every replica. */
export const loginFailures = table(
  'login_failures',
  {
    /** Keyed hash of `email:…` or `address:…`. */
    key: text('key').primaryKey(),
    failures: integer('failures').notNull(),
    lockedUntil: instant('locked_until'),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [index('login_failures_updated_ix').on(t.updatedAt)]
)
