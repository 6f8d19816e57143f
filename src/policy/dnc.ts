import { and, eq, sql } from 'drizzle-orm'
import { queryOnce } from '../db/query-once.ts'
import { dncList } from '../db/schema/index.ts'
import type { Check } from './check.ts'

const listing = queryOnce((db) =>
  db
    .select({ source: dncList.source })
    .from(dncList)
    .where(and(eq(dncList.orgId, sql.placeholder('orgId')), eq(dncList.contact, sql.placeholder('contact'))))
)

/** Refuses to contact who is on the organization's do-not-contact list; what their own STOP or HELP calls for passes. */
export const dnc: Check<{ listed: boolean; source: string | null }> = {
  name: 'dnc',
  version: 1,
  async load(db, { org, contact }) {
    const [entry] = await listing(db, { orgId: org.id, contact })
    return { listed: entry !== undefined, source: entry?.source ?? null }
  },
  judge({ purpose }, { listed }) {
    if (!listed || purpose !== 'message') return undefined
    return { code: 'recipient_opted_out', message: 'Nothing was sent: this recipient asked not to be contacted.' }
  }
}
