import type { Purpose } from '../../schemas/policy.ts'
import { kit } from '../dialect.ts'

const { table, text, integer, boolean, json, instant, primaryKey, index } = kit

/** Contacts that an organization must not contact, on any channel. */
export const dncList = table(
  'dnc_list',
  {
    orgId: text('org_id').notNull(),
    /** E.164, email in lower case, or after an erasure the keyed hash of it. */
    contact: text('contact').notNull(),
    reason: text('reason').notNull(),
    source: text('source')
      .$type<'keyword' | 'free_text' | 'unsubscribe' | 'carrier' | 'complaint' | 'manual'>()
      .notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.contact] })]
)

/** Numbers on a national do-not-call registry, as its file was imported; they hold for every organization. */
export const nationalDnc = table(
  'national_dnc',
  { registry: text('registry').notNull(), contact: text('contact').notNull(), importId: text('import_id').notNull() },
  (t) => [primaryKey({ columns: [t.contact, t.registry] }), index('national_dnc_import_ix').on(t.registry, t.importId)]
)

/** When which registry was imported last. */
export const nationalRegistries = table('national_registries', {
  registry: text('registry').primaryKey(),
  importId: text('import_id').notNull(),
  entries: integer('entries').notNull(),
  importedAt: instant('imported_at').notNull()
})

/** What is known of a person outside, beside consent: where and when he may be reached. */
export const contacts = table(
  'contacts',
  {
    orgId: text('org_id').notNull(),
    /** E.164 or email in lower case. */
    contact: text('contact').notNull(),
    /** IANA name of the zone that the person lives in; it takes the place of what the number tells. */
    timeZone: text('time_zone'),
    /** ISO 3166-2 code of the state, e.g. `US-CA`. */
    region: text('region'),
    /** Whether the person is a sales lead, to whom stricter rules of frequency apply. */
    lead: boolean('lead').notNull(),
    /** When a contact directory was asked about the person; null: never. */
    askedAt: instant('asked_at'),
    /** Until when its answer holds. */
    askAgainAt: instant('ask_again_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.contact] })]
)

/** When a person last wrote or called, by channel: it makes what we say an answer, and opens WhatsApp's 24 hours. */
export const contactWindows = table(
  'contact_windows',
  {
    orgId: text('org_id').notNull(),
    contact: text('contact').notNull(),
    channel: text('channel').notNull(),
    lastInboundAt: instant('last_inbound_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.contact, t.channel] })]
)

/** Calls that were attempted to a person, for the rules of frequency. */
export const contactAttempts = table(
  'contact_attempts',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    agentId: text('agent_id').notNull(),
    contact: text('contact').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('contact_attempts_contact_ix').on(t.orgId, t.contact, t.createdAt)]
)

/** Permission of a person to be contacted; a revoked one stays as proof that it was obeyed. */
export const contactConsent = table(
  'contact_consent',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    contact: text('contact').notNull(),
    /** One channel, or `any`. */
    channel: text('channel').notNull(),
    /** What it covers: marketing covers the rest, `any` everything. */
    purpose: text('purpose').$type<'any' | 'marketing' | 'conversational' | 'transactional'>().notNull(),
    kind: text('kind').$type<'express' | 'implied' | 'transactional'>().notNull(),
    /** How it was given, e.g. `web form`, `inbound message`, `directory`. */
    source: text('source').notNull(),
    /** What proves it; encrypted, for it may name people. */
    proof: text('proof'),
    notes: text('notes'),
    /** Role and token id of who recorded it. */
    recordedBy: text('recorded_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    revokedBecause: text('revoked_because'),
    createdAt: instant('created_at').notNull()
  },
  (t) => [
    index('contact_consent_contact_ix').on(t.orgId, t.contact),
    index('contact_consent_revoked_ix').on(t.revokedAt)
  ]
)

/** Which organization took note of the duties of which country. */
export const countryTermsAccepted = table(
  'country_terms_accepted',
  {
    orgId: text('org_id').notNull(),
    country: text('country').notNull(),
    /** Date on which the country's entry was checked last. */
    termsVersion: text('terms_version').notNull(),
    acceptedBy: text('accepted_by').notNull(),
    acceptedAt: instant('accepted_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.orgId, t.country, t.termsVersion] })]
)

/** What was erased at whose request; the person is named by a keyed hash alone. */
export const erasureRequests = table(
  'erasure_requests',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id').notNull(),
    contactHash: text('contact_hash').notNull(),
    requestedBy: text('requested_by').notNull(),
    /** Rows removed and rows kept, with the reason. */
    report: json<Record<string, unknown>>('report').notNull(),
    createdAt: instant('created_at').notNull()
  },
  (t) => [index('erasure_requests_org_ix').on(t.orgId, t.id)]
)

/** The gate's verdicts with their reasons; facts about a person are hashed. */
export const decisions = table('decisions', {
  id: text('id').primaryKey(),
  orgId: text('org_id').notNull(),
  agentId: text('agent_id').notNull(),
  /** The message or call it was about; a refused one has no row of its own. */
  messageId: text('message_id'),
  action: text('action').notNull(),
  channel: text('channel').notNull(),
  purpose: text('purpose').$type<Purpose>().notNull().default('conversational'),
  /** ISO 3166-1 alpha-2 of the recipient; null when it cannot be told. */
  country: text('country'),
  verdict: text('verdict').$type<'allowed' | 'refused'>().notNull(),
  /** Whether it was only asked. */
  dryRun: boolean('dry_run').notNull().default(false),
  /** The check that refused. */
  check: text('refused_by'),
  code: text('code'),
  reasons: json<string[]>('reasons').notNull(),
  nextAction: text('next_action'),
  facts: json<Record<string, unknown>>('facts').notNull(),
  rules: text('rules').notNull(),
  createdAt: instant('created_at').notNull()
})
