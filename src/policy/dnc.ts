import { and, eq } from 'drizzle-orm'
import { dncList } from '../db/schema/index.ts'
import type { Check } from './check.ts'

/** Refuses to contact who is on the organization's do-not-contact list; what their own STOP or HELP calls for passes. */
export const dnc: Check<{ listed: boolean; source: string | null }> = {
  name: 'dnc',
  version: 1,
  async load(db, { org, contact }) {
    const [entry] = await db
      .select({ source: dncList.source })
      .from(dncList)
      .where(and(eq(dncList.orgId, org.id), eq(dncList.contact, contact)))
    return { listed: entry !== undefined, source: entry?.source ?? null }
  },
  judge({ purpose }, { listed }) {
    if (!listed || purpose !== 'message') return undefined
    return { code: 'recipient_opted_out', message: 'Nothing was sent: this recipient asked not to be contacted.' }
  }
}
