import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm'
import { contactConsent, contacts, leads } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { LeadDetails, LeadInput } from '../schemas/lead.ts'
import { recordConsent } from './consent-recording.ts'
import { contactOf } from './contacts.ts'

/** The row of a lead. */
export type LeadRow = typeof leads.$inferSelect

/** Written consent of a lead to be called in order to sell. */
export interface LeadConsent {
  hasWrittenConsent: boolean
  /** ISO 8601. */
  consentDate: string | null
  consentMethod: string | null
  consentSource: string | null
  expiresAt: string | null
  /** Why there is none. */
  lack?: 'missing' | 'expired'
}

/**
 * Writes down a lead, once per number: who is there already is brought up to date and keeps the id. From then on the
 * gate holds calls to the number to the stricter rules for leads. Consent is recorded where it is given.
 * @throws CommsError `invalid_recipient`, `invalid_input` for consent that has ended
 */
export async function saveLead(deps: Deps, caller: Caller, input: LeadInput): Promise<{ id: string; contact: string }> {
  const { phone, source, status = 'new', consent, ...details } = input
  const { orgId } = caller
  const contact = contactOf(phone, 'voice')
  const now = deps.clock.now()
  if (consent) {
    const { method, source: where, proof, expiresAt } = consent
    const given = { source: method, notes: where, proof, expiresAt }
    await recordConsent(deps, caller, {
      ...{ contactAddress: contact, channel: 'voice', consentType: 'express', purpose: 'marketing' },
      ...given
    })
  }
  const id = await deps.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: leads.id })
      .from(leads)
      .where(and(eq(leads.orgId, orgId), eq(leads.contact, contact)))
    const leadId = known?.id ?? newId('led', now)
    const values = { status, source, sealed: deps.sealer.seal(JSON.stringify(details), leadId), updatedAt: now }
    if (known) await tx.update(leads).set(values).where(eq(leads.id, leadId))
    else await tx.insert(leads).values({ id: leadId, orgId, contact, ...values, createdAt: now })
    await tx
      .insert(contacts)
      .values({ orgId, contact, lead: true, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({ target: [contacts.orgId, contacts.contact], set: { lead: true, updatedAt: now } })
    return leadId
  })
  return { id, contact }
}

/**
 * A lead of the organization.
 * @throws CommsError `not_found` for one that is not there, or is somebody else's
 */
export async function leadOf(deps: Pick<Deps, 'db'>, orgId: string, leadId: string): Promise<LeadRow> {
  const [lead] = await deps.db
    .select()
    .from(leads)
    .where(and(eq(leads.id, leadId), eq(leads.orgId, orgId)))
  if (lead) return lead
  throw new CommsError('not_found', 'There is no lead with this id.', {
    details: { unknown: 'lead' },
    nextAction: 'Check leadId; an owner writes a lead down with save_lead.'
  })
}

/** What is on record of a lead beside the number. */
export const detailsOf = (deps: Pick<Deps, 'sealer'>, { id, sealed }: LeadRow): LeadDetails =>
  JSON.parse(deps.sealer.open(sealed, id)) as LeadDetails

/**
 * Consent in writing of a lead: express, to calls or to everything, in order to sell. What is given for anything less
 * counts for nothing here. Source: 47 CFR 64.1200(a)(2) and (f)(9), prior express written consent.
 */
export async function consentOfLead(
  deps: Pick<Deps, 'db' | 'clock'>,
  { orgId, contact }: Pick<LeadRow, 'orgId' | 'contact'>
): Promise<LeadConsent> {
  const rows = await deps.db
    .select()
    .from(contactConsent)
    .where(
      and(
        ...[eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact), isNull(contactConsent.revokedAt)],
        ...[eq(contactConsent.kind, 'express'), inArray(contactConsent.channel, ['voice', 'any'])],
        or(eq(contactConsent.purpose, 'marketing'), eq(contactConsent.purpose, 'any'))
      )
    )
    .orderBy(desc(contactConsent.grantedAt))
  const now = deps.clock.now()
  const active = rows.find(({ expiresAt }) => expiresAt === null || expiresAt > now)
  const said = active ?? rows[0]
  return {
    hasWrittenConsent: active !== undefined,
    consentDate: said?.grantedAt.toISOString() ?? null,
    consentMethod: said?.source ?? null,
    consentSource: said?.notes ?? null,
    expiresAt: said?.expiresAt?.toISOString() ?? null,
    ...(active === undefined && { lack: said ? ('expired' as const) : ('missing' as const) })
  }
}
