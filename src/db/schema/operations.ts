import { kit } from '../dialect.ts'

const { table, text, integer, json, instant, index, uniqueIndex, primaryKey } = kit

/** What was done to the house and by whom; rows are only ever added. */
export const auditLog = table(
  'audit_log',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    event: text('event').notNull(),
    /** Role and token id of who did it. */
    actor: text('actor').notNull(),
    subject: text('subject'),
    /** Facts without personal data or secrets. */
    details: json<Record<string, unknown>>('details').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('audit_log_org_ix').on(t.orgId, t.id)]
)

/** The chain over an organization's audit log: one link an entry, in the order in which they were sealed. */
export const auditSeals = table(
  'audit_seals',
  {
    orgId: text('org_id').notNull(),
    /** From 1, without gaps. */
    seq: integer('seq').notNull(),
    auditId: text('audit_id').notNull(),
    /** SHA-256 over the link before and the entry, hex. */
    hash: text('hash').notNull(),
    sealedAt: instant('sealed_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.seq] }), uniqueIndex('audit_seals_audit_uq').on(t.auditId)]
)

/**
 * Audit entries that are not in the chain yet. A trigger adds each one with its entry, so that one that commits late is
 * sealed like any other; who seals it removes it.
 */
export const auditUnsealed = table('audit_unsealed', {
  auditId: text('audit_id').primaryKey(),
  orgId: text('org_id').notNull()
})

/** Countries that an agent has reached, so that a new one is noticed. */
export const agentCountries = table(
  'agent_countries',
  {
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text('country').notNull(),
    firstAt: instant('first_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.agentId, t.country] })]
)

/** What an operator must know. One row an occurrence; repeats within the dedupe time raise its counter. */
export const alerts = table(
  'alerts',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    severity: text('severity').$type<'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'>().notNull(),
    event: text('event').notNull(),
    /** Id of what it is about. */
    subject: text('subject').notNull(),
    /** In plain words, without personal data. */
    message: text('message').notNull(),
    details: json<Record<string, unknown>>('details').notNull(),
    occurrences: integer('occurrences').notNull(),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    createdAt: instant('created_at').notNull(),
    lastAt: instant('last_at').notNull()
  },
  (t) => [index('alerts_org_ix').on(t.orgId, t.id), index('alerts_same_ix').on(t.orgId, t.event, t.subject, t.lastAt)]
)

/** Switches of the whole server that are changed while it runs. */
export const systemSettings = table('system_settings', {
  name: text('name').primaryKey(),
  value: json<unknown>('value').notNull(),
  updatedAt: instant('updated_at').notNull()
})

/** Which replica does a periodic job until when. */
export const jobLeases = table('job_leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  until: instant('until').notNull()
})
