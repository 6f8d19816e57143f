import { and, eq, inArray } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { auditLog, dncList } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { countryOf } from '../lib/phone.ts'
import { auditRow } from '../observability/audit.ts'
import { pseudonymOf } from '../pipeline/intent.ts'
import { endConsent } from '../pipeline/revocation.ts'
import { countryRules } from '../policy/countries/index.ts'
import { registryCopy } from '../policy/national-dnc.ts'
import type { DncEntry, DncStanding } from '../schemas/consent.ts'
import { actorOf } from './callers.ts'
import { contactOf } from './contacts.ts'

/**
 * Puts somebody on the do-not-contact list, for every channel, and ends all consent. Safe to call twice: who is there
 * stays as he came there.
 * @throws CommsError `invalid_recipient`
 */
export async function addDnc(
  deps: Deps,
  caller: Caller,
  { contact: address, reason = 'asked for through a tool' }: { contact: string; reason?: string | undefined }
): Promise<DncEntry> {
  const contact = contactOf(address)
  const now = deps.clock.now()
  const { orgId } = caller
  const before = await listed(deps, orgId, contact)
  const subject = pseudonymOf(deps, contact)
  const entry = { orgId, event: 'dnc.added', actor: actorOf(caller), subject } as const
  const list = before ? [] : [listing(deps, { orgId, contact, reason, createdAt: now })]
  const done = await deps.db.batch([
    deps.db.insert(auditLog).values(auditRow(now, { ...entry, details: { added: before === undefined } })),
    ...endConsent(deps.db, { orgId, contact, because: reason }, now, list)
  ])
  const { source, createdAt } = before ?? { source: 'manual', createdAt: now }
  const facts = { onInternalList: true, added: before === undefined, source, since: createdAt.toISOString() }
  return { contact, ...facts, consentsRevoked: done.at(-1)?.rows.length ?? 0 }
}

/**
 * On which lists a person is: the organization's own, and the registry of the country of the number.
 * @throws CommsError `invalid_recipient`
 */
export async function checkDnc(deps: Deps, caller: Caller, address: string): Promise<DncStanding> {
  const contact = contactOf(address)
  const registry = contact.includes('@') ? null : countryRules(countryOf(contact) ?? null).dncRegistry
  const [entry, copy] = await Promise.all([
    listed(deps, caller.orgId, contact),
    registry ? registryCopy(deps.db, { registry: registry.id, contact }) : undefined
  ])
  return {
    contact,
    onInternalList: entry !== undefined,
    source: entry?.source ?? null,
    since: entry?.createdAt.toISOString() ?? null,
    onNationalRegistry: copy?.importedAt ? copy.listed : null,
    lastChecked: copy?.importedAt?.toISOString() ?? null,
    nationalRegistry: registry?.name ?? null
  }
}

/** The entry of a contact, also where it is kept under its pseudonym. */
export async function listed(deps: Pick<Deps, 'db' | 'config'>, orgId: string, contact: string) {
  const names = inArray(dncList.contact, [contact, pseudonymOf(deps, contact)])
  const [entry] = await deps.db
    .select({ source: dncList.source, createdAt: dncList.createdAt })
    .from(dncList)
    .where(and(eq(dncList.orgId, orgId), names))
    .orderBy(dncList.createdAt)
    .limit(1)
  return entry
}

/** A statement that puts a contact on the list by the hand of the organization, unless it is there. */
export const listing = (
  { db }: Pick<Deps, 'db'>,
  entry: Pick<typeof dncList.$inferInsert, 'orgId' | 'contact' | 'reason' | 'createdAt'>
): Built =>
  db
    .insert(dncList)
    .values({ ...entry, source: 'manual' })
    .onConflictDoNothing()
