import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { queryOnce } from '../db/query-once.ts'
import { contactConsent, contacts, contactWindows, dncList } from '../db/schema/index.ts'

/** What is on record of a person whom an organization wants to reach. */
export interface Standing {
  /** Who put him on the do-not-contact list; null when he is not on it. */
  listedBy: (typeof dncList.$inferSelect)['source'] | null
  /** Where and when he lives, where that was recorded. */
  profile: Pick<typeof contacts.$inferSelect, 'timeZone' | 'region' | 'lead' | 'askAgainAt'> | undefined
  /** Consent that was not revoked; some may be expired. */
  consents: Pick<typeof contactConsent.$inferSelect, 'channel' | 'purpose' | 'kind' | 'source' | 'expiresAt'>[]
  /** When he last wrote or called, by channel. */
  lastInboundAt: ReadonlyMap<string, Date>
}

const orgId = sql.placeholder('orgId')
const contact = sql.placeholder('contact')

const listing = queryOnce((db) =>
  db
    .select({ source: dncList.source })
    .from(dncList)
    .where(and(eq(dncList.orgId, orgId), inArray(dncList.contact, [contact, sql.placeholder('pseudonym')])))
)
const profiles = queryOnce((db) =>
  db
    .select({
      timeZone: contacts.timeZone,
      region: contacts.region,
      lead: contacts.lead,
      askAgainAt: contacts.askAgainAt
    })
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.contact, contact)))
)
const consenting = queryOnce((db) =>
  db
    .select({
      channel: contactConsent.channel,
      purpose: contactConsent.purpose,
      kind: contactConsent.kind,
      source: contactConsent.source,
      expiresAt: contactConsent.expiresAt
    })
    .from(contactConsent)
    .where(and(eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact), isNull(contactConsent.revokedAt)))
)
const inbound = queryOnce((db) =>
  db
    .select({ channel: contactWindows.channel, at: contactWindows.lastInboundAt })
    .from(contactWindows)
    .where(and(eq(contactWindows.orgId, orgId), eq(contactWindows.contact, contact)))
)

/** Reads all that is on record of a person at once; `pseudonym` is the keyed hash under which an erased opt-out is kept. */
export async function standingOf(
  db: Queries,
  of: { orgId: string; contact: string; pseudonym: string }
): Promise<Standing> {
  const [[listed], [profile], consents, windows] = await Promise.all([
    listing(db, of),
    profiles(db, of),
    consenting(db, of),
    inbound(db, of)
  ])
  return {
    listedBy: listed?.source ?? null,
    profile,
    consents,
    lastInboundAt: new Map(windows.map(({ channel, at }) => [channel, at]))
  }
}
