import { kit } from '../dialect.ts'

const { table, text, json, instant, index } = kit

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

/** Which replica does a periodic job until when. */
export const jobLeases = table('job_leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  until: instant('until').notNull()
})
