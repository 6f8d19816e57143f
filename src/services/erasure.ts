import { and, eq, inArray, sql } from 'drizzle-orm'
import {
  agents,
  auditLog,
  contactAttempts,
  contactConsent,
  contacts,
  contactWindows,
  dncList,
  erasureRequests,
  leadCalls,
  leads
} from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import type { ErasureReport } from '../schemas/erasure.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'
import { eraseCalls, requireCallsOver } from './erasure-calls.ts'
import { eraseMessages, forgetKeys, noneErased } from './erasure-messages.ts'
import { cancelPending } from './erasure-pending.ts'

const BECAUSE = 'erased at the request of the person'

/** What stays. Source: Regulation (EU) 2016/679 article 17(3)(b) and (e), article 21(3). */
const KEPT: ErasureReport['kept'] = [
  {
    what: 'An opt-out, under a keyed hash of the address.',
    why: 'Without it nobody could keep to it; a new STOP works as before.'
  },
  {
    what: 'That messages and calls were made or received, when and at what price, under the same hash.',
    why: 'Accounts must be kept, and limits of spending rest on them.'
  },
  {
    what: 'That consent was given and ended, under the same hash, until its retention ends; not its proof.',
    why: 'It answers legal claims about messages sent before.'
  },
  {
    what: 'Decisions of the gate and the audit log, which never held an address.',
    why: 'They show that the law was kept to.'
  },
  {
    what: 'Keys that callers gave for their messages, until they end after 30 days.',
    why: 'Without them a repeated call would send again.'
  },
  {
    what: 'Sounds of what was to be said to callers, encrypted, for an hour.',
    why: 'They stand under no name by which they could be found.'
  },
  {
    what: 'Entries of national registries.',
    why: 'They are the registry’s, and protect the person.'
  }
]
const ELSEWHERE: ErasureReport['elsewhere'] = [
  'The carriers of calls, SMS and email, by their own terms; they are told at once to delete recordings, until they have.',
  'Vendors of speech, of language models and of voice agents that took part in calls, by their own terms.',
  'Agents and callbacks that events were delivered to.',
  'The contact directory of the organization, which is asked again when the person is contacted again.',
  'Kept content of conversations with others that mentions the person, e.g. as a copied recipient.',
  'Backups of the database, until they are replaced.'
]

/**
 * Erases a person from an organization, with every agent of it: content and address; what the law wants kept stays
 * under a keyed hash. What was not sent yet is cancelled; what comes about while it runs is after it. Safe to run twice,
 * and again after it was cut off.
 * @throws CommsError `invalid_recipient`; `conflict` while messages to the person may be in the hands of a carrier, or a
 * call with the person goes on
 */
export async function requestErasure(deps: Deps, caller: Caller, address: string): Promise<ErasureReport> {
  const contact = contactOf(address)
  const pseudonym = pseudonymOf(deps, contact)
  const { orgId } = caller
  const all = await deps.db.select().from(agents).where(eq(agents.orgId, orgId))
  const erased = noneErased()
  await requireCallsOver(
    deps,
    all.map(({ id }) => id),
    contact
  )
  let cancelled = 0
  for (const agent of all) cancelled += await cancelPending(deps, agent, contact)
  for (const { id: agentId } of all) {
    const of = { agentId, contact, pseudonym }
    await eraseMessages(deps, of, erased)
    await eraseCalls(deps, of, erased)
    await forgetKeys(deps, of, erased)
  }
  const { messages, calls, ...gone } = erased
  const person = await erasePerson(deps, { orgId, contact, pseudonym })
  const report = {
    removed: { ...gone, ...person.removed },
    pseudonymised: { messages, calls, ...person.pseudonymised },
    cancelled,
    kept: KEPT,
    elsewhere: ELSEWHERE
  }
  return { ...(await recordRequest(deps, caller, pseudonym, report)), ...report }
}

async function erasePerson({ db, clock }: Deps, of: { orgId: string; contact: string; pseudonym: string }) {
  const { orgId, contact, pseudonym } = of
  const now = clock.now()
  const isListed = and(eq(dncList.orgId, orgId), eq(dncList.contact, contact))
  const [listed] = await db.select().from(dncList).where(isListed)
  const nameless = { contact: pseudonym, proof: null, notes: null, source: 'erased', revokedBecause: BECAUSE }
  const theirs = (table: typeof contacts | typeof contactWindows | typeof contactAttempts | typeof contactConsent) =>
    and(eq(table.orgId, orgId), eq(table.contact, contact))
  const [profile, windows, attempts, consents, , optOut] = await db.batch([
    db.delete(contacts).where(theirs(contacts)),
    db.delete(contactWindows).where(theirs(contactWindows)),
    db.delete(contactAttempts).where(theirs(contactAttempts)),
    db
      .update(contactConsent)
      .set({
        ...nameless,
        revokedAt: sql`coalesce(${contactConsent.revokedAt}, ${sql.param(now, contactConsent.revokedAt)})`
      })
      .where(theirs(contactConsent)),
    ...(listed
      ? [
          db
            .insert(dncList)
            .values({ ...listed, contact: pseudonym, reason: 'kept after an erasure' })
            .onConflictDoNothing(),
          db.delete(dncList).where(isListed)
        ]
      : [])
  ])
  const lead = await eraseLead({ db }, { orgId, contact })
  const count = (result: { count: number } | undefined) => result?.count ?? 0
  return {
    removed: {
      contacts: count(profile),
      contact_windows: count(windows),
      contact_attempts: count(attempts),
      leads: lead
    },
    pseudonymised: { contact_consent: count(consents), dnc_list: count(optOut) }
  }
}

/** A lead goes with what its calls were placed with and what came of them; what was found of it names nobody and stays. */
async function eraseLead(
  { db }: Pick<Deps, 'db'>,
  { orgId, contact }: { orgId: string; contact: string }
): Promise<number> {
  const isTheirs = and(eq(leads.orgId, orgId), eq(leads.contact, contact))
  const ids = db.select({ id: leads.id }).from(leads).where(isTheirs)
  const [, gone] = await db.batch([
    db
      .update(leadCalls)
      .set({ sealed: null, wipeAt: null })
      .where(and(eq(leadCalls.orgId, orgId), inArray(leadCalls.leadId, ids))),
    db.delete(leads).where(isTheirs)
  ])
  return gone?.count ?? 0
}

async function recordRequest(
  { db, clock }: Deps,
  caller: Caller,
  contactHash: string,
  report: Pick<ErasureReport, 'removed' | 'pseudonymised' | 'cancelled' | 'kept' | 'elsewhere'>
): Promise<Pick<ErasureReport, 'requestId' | 'erasedAt'>> {
  const now = clock.now()
  const { orgId } = caller
  const id = newId('ers', now)
  const actor = actorOf(caller)
  const { removed, pseudonymised, cancelled } = report
  const details = { removed, pseudonymised, cancelled }
  await db.batch([
    db.insert(erasureRequests).values({ id, orgId, contactHash, requestedBy: actor, report, createdAt: now }),
    db.insert(auditLog).values(auditRow(now, { orgId, event: 'contact.erased', actor, subject: id, details }))
  ])
  return { requestId: id, erasedAt: now.toISOString() }
}
