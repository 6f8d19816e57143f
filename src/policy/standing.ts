import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { dialect } from '../db/dialect.ts'
import type { Queries } from '../db/open.ts'
import { queryOnce } from '../db/query-once.ts'
import { contactConsent, contacts, contactWindows, dncList } from '../db/schema/index.ts'

type Consent = typeof contactConsent.$inferSelect

/** What is on record of a person whom an organization wants to reach. */
export interface Standing {
  /** Who put him on the do-not-contact list; null when he is not on it. */
  listedBy: (typeof dncList.$inferSelect)['source'] | null
  /** Where and when he lives, where that was recorded. */
  profile: Pick<typeof contacts.$inferSelect, 'timeZone' | 'region' | 'lead' | 'askAgainAt'> | undefined
  /** Consent that was not revoked; some may be expired. */
  consents: Pick<Consent, 'channel' | 'purpose' | 'kind' | 'grantedAt' | 'expiresAt'>[]
  /** When he last wrote or called, by channel. */
  lastInboundAt: ReadonlyMap<string, Date>
}

const orgId = sql.placeholder('orgId')
const contact = sql.placeholder('contact')
const none = sql<string | null>`cast(null as text)`
const never: SQL<Date | null> = (
  dialect === 'postgres' ? sql`cast(null as timestamptz)` : sql`cast(null as integer)`
).mapWith(contacts.askAgainAt)
const words = (value: SQL) => sql<string | null>`${value}`

/** The columns of every kind of fact: up to three words, an instant, and when it began. */
const blank = { a: none, b: none, c: none, at: never, since: never }

const facts = queryOnce((db) =>
  db
    .select({ ...blank, fact: sql<string>`'listed'`, a: words(sql`${dncList.source}`) })
    .from(dncList)
    .where(and(eq(dncList.orgId, orgId), inArray(dncList.contact, [contact, sql.placeholder('pseudonym')])))
    .unionAll(
      db
        .select({
          ...blank,
          fact: sql<string>`'profile'`,
          a: words(sql`${contacts.timeZone}`),
          b: words(sql`${contacts.region}`),
          c: sql<string | null>`case when ${contacts.lead} then 'lead' else null end`,
          at: sql<Date | null>`${contacts.askAgainAt}`
        })
        .from(contacts)
        .where(and(eq(contacts.orgId, orgId), eq(contacts.contact, contact)))
    )
    .unionAll(
      db
        .select({
          ...blank,
          fact: sql<string>`'consent'`,
          a: words(sql`${contactConsent.channel}`),
          b: words(sql`${contactConsent.purpose}`),
          c: words(sql`${contactConsent.kind}`),
          at: sql<Date | null>`${contactConsent.expiresAt}`,
          since: sql<Date | null>`${contactConsent.grantedAt}`
        })
        .from(contactConsent)
        .where(
          and(eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact), isNull(contactConsent.revokedAt))
        )
    )
    .unionAll(
      db
        .select({
          ...blank,
          fact: sql<string>`'inbound'`,
          a: words(sql`${contactWindows.channel}`),
          at: sql<Date | null>`${contactWindows.lastInboundAt}`
        })
        .from(contactWindows)
        .where(and(eq(contactWindows.orgId, orgId), eq(contactWindows.contact, contact)))
    )
)

/**
 * Reads all that is on record of a person in one query; `pseudonym` is the keyed hash under which an erased opt-out is
 * kept.
 */
export async function standingOf(
  db: Queries,
  of: { orgId: string; contact: string; pseudonym: string }
): Promise<Standing> {
  const standing: Standing = { listedBy: null, profile: undefined, consents: [], lastInboundAt: new Map() }
  const inbound = new Map<string, Date>()
  for (const { fact, a, b, c, at, since } of await facts(db, of)) {
    if (fact === 'listed') standing.listedBy = a as Standing['listedBy']
    else if (fact === 'profile') standing.profile = { timeZone: a, region: b, lead: c !== null, askAgainAt: at }
    else if (fact === 'consent' && since !== null) standing.consents.push(consentOf({ a, b, c, at, since }))
    else if (a !== null && at !== null) inbound.set(a, at)
  }
  return { ...standing, lastInboundAt: inbound }
}

type ConsentColumns = Record<'a' | 'b' | 'c', string | null> & { at: Date | null; since: Date }

const consentOf = ({ a, b, c, at, since }: ConsentColumns) => ({
  channel: a ?? '',
  purpose: b as Consent['purpose'],
  kind: c as Consent['kind'],
  grantedAt: since,
  expiresAt: at
})
