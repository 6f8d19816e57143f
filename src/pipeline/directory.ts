import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { contactConsent, contacts } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import type { Standing } from '../policy/standing.ts'
import type { DirectoryEntry } from '../providers/contracts.ts'
import type { OrgVendors } from '../providers/handle.ts'
import { hasDirectory, openProvider } from '../providers/index.ts'

/** How long nobody is asked again about a person whom the directory does not know, in milliseconds. */
const UNKNOWN_FOR_MS = 3_600_000
/** Under this name consent from a directory is recorded. */
const SOURCE = 'directory'

/**
 * Has the organization's contact directory tell what it knows of a person, and records it, when it was not asked lately.
 * Returns whether the record may have changed. A directory that does not answer changes nothing: the gate judges by
 * what is on record.
 */
export async function askDirectory(
  deps: Deps,
  org: OrgVendors,
  contact: string,
  { profile }: Pick<Standing, 'profile'>
): Promise<boolean> {
  if (profile?.askAgainAt && profile.askAgainAt > deps.clock.now()) return false
  if (!hasDirectory(deps.providers, org)) return false
  const underway = questions.get(deps.db) ?? new Map<string, Promise<boolean>>()
  questions.set(deps.db, underway)
  const key = `${org.id} ${contact}`
  const question = underway.get(key) ?? ask(deps, org, contact).finally(() => underway.delete(key))
  underway.set(key, question)
  return question
}

/** Who is written to many times at once is asked about once. */
const questions = new WeakMap<Deps['db'], Map<string, Promise<boolean>>>()

async function ask(deps: Deps, org: OrgVendors, contact: string): Promise<boolean> {
  try {
    const directory = await openProvider(deps.providers, 'directory', org)
    const entry = await directory.lookUp(contact)
    const given = await unrevoked(deps, org.id, contact, entry?.consents ?? [])
    await deps.db.batch([knownPerson(deps, org.id, contact, entry), ...recordedConsent(deps, org.id, contact, given)])
    return true
  } catch (err) {
    deps.log.warn({ event: 'directory_failed', err }, 'judged by what is on record')
    return false
  }
}

function knownPerson(deps: Deps, orgId: string, contact: string, entry: DirectoryEntry | undefined): Built {
  const now = deps.clock.now()
  const asked = { askedAt: now, askAgainAt: new Date(now.getTime() + (entry?.validMs ?? UNKNOWN_FOR_MS)) }
  const known = entry && {
    ...(entry.timeZone !== undefined && { timeZone: entry.timeZone }),
    ...(entry.region !== undefined && { region: entry.region }),
    ...(entry.lead && { lead: true })
  }
  return deps.db
    .insert(contacts)
    .values({ orgId, contact, lead: false, ...known, ...asked, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: [contacts.orgId, contacts.contact], set: { ...known, ...asked, updatedAt: now } })
}

/** Consent that the person gave after he last withdrew any: a directory that lags behind revives nothing. */
async function unrevoked(deps: Deps, orgId: string, contact: string, consents: DirectoryEntry['consents']) {
  const withdrawn = and(
    ...[eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact), isNotNull(contactConsent.revokedAt)]
  )
  const [last] = await deps.db
    .select({ at: contactConsent.revokedAt })
    .from(contactConsent)
    .where(withdrawn)
    .orderBy(desc(contactConsent.revokedAt))
    .limit(1)
  return consents.filter(({ grantedAt }) => !last?.at || grantedAt > last.at)
}

/** What the directory said before is replaced by what it says now; what was recorded otherwise stays. */
function recordedConsent(deps: Deps, orgId: string, contact: string, consents: DirectoryEntry['consents']): Built[] {
  const now = deps.clock.now()
  const earlier = and(
    ...[eq(contactConsent.orgId, orgId), eq(contactConsent.contact, contact)],
    ...[eq(contactConsent.source, SOURCE), isNull(contactConsent.revokedAt)]
  )
  const withdrawn = deps.db.delete(contactConsent).where(earlier)
  const given = consents.map(({ proof, expiresAt, ...consent }) => {
    const id = newId('cns', now)
    const sealed = proof === undefined ? null : deps.sealer.seal(proof, id)
    const rest = { proof: sealed, source: SOURCE, recordedBy: 'system', expiresAt: expiresAt ?? null, createdAt: now }
    return deps.db.insert(contactConsent).values({ id, orgId, contact, ...consent, ...rest })
  })
  return [withdrawn, ...given]
}
