import { and, eq, gte, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { queryOnce } from '../db/query-once.ts'
import { nationalDnc as entries, nationalRegistries } from '../db/schema/index.ts'
import { answersKeyword, type Check, type Refusal } from './check.ts'
import { countryRules } from './countries/index.ts'

const DAY_MS = 86_400_000
/**
 * How old a copy of a registry may be where its entry says nothing else, in days.
 * Source: 47 CFR 64.1200(c)(2)(i)(D) allows 31 days, the British registers 28: the stricter is taken.
 */
const VALID_DAYS = 28

/** What the copy of the registry of the person's country says. */
export type RegistryFacts = {
  registry?: string
  listed?: boolean
  /** When the copy was imported, ISO 8601; absent: never. */
  importedAt?: string
}

const lookUp = queryOnce((db) =>
  db
    .select({ importedAt: nationalRegistries.importedAt, contact: entries.contact })
    .from(nationalRegistries)
    .leftJoin(
      entries,
      and(
        ...[eq(entries.contact, sql.placeholder('contact')), eq(entries.registry, nationalRegistries.registry)],
        // Entries of an import that is still running count; those that it has not named, once it is whole, do not.
        gte(entries.importId, nationalRegistries.importId)
      )
    )
    .where(eq(nationalRegistries.registry, sql.placeholder('registry')))
)

/** What our copy of a registry says of a contact, and when it was imported; undefined: never. */
export async function registryCopy(
  db: Queries,
  of: { registry: string; contact: string }
): Promise<{ listed: boolean; importedAt: Date | undefined }> {
  const [row] = await lookUp(db, of)
  return { listed: row !== undefined && row.contact !== null, importedAt: row?.importedAt }
}

/**
 * Refuses to sell to who is on the do-not-call registry of his country, and to call a lead who is on it for whatever
 * reason; on the channels for which the law wants the registry consulted, nobody is sold to while there is no fresh copy of it.
 */
export const nationalDnc: Check<RegistryFacts> = {
  name: 'national-dnc',
  version: 3,
  async load(db, { channel, purpose, country, contact, standing }) {
    const registry = countryRules(country).dncRegistry
    const bound: readonly string[] | undefined = registry?.binds[channel]
    if (!registry || !bound || !(bound.includes(purpose) || standing.profile?.lead)) return {}
    const { listed, importedAt } = await registryCopy(db, { registry: registry.id, contact })
    return { registry: registry.id, listed, ...(importedAt && { importedAt: importedAt.toISOString() }) }
  },
  judge(subject, { registry, listed, importedAt }) {
    const { channel, purpose, country, at } = subject
    if (registry === undefined || answersKeyword(subject)) return undefined
    if (listed)
      return {
        code: 'recipient_opted_out',
        message: `Nothing was sent: this recipient is on the do-not-call registry of the country (${registry}).`,
        nextAction: 'Do not contact this recipient to sell.',
        details: { registry }
      }
    const { consultedFor = [], validDays = VALID_DAYS } = countryRules(country).dncRegistry ?? {}
    if (purpose !== 'marketing' || !consultedFor.includes(channel)) return undefined
    const fresh = importedAt !== undefined && at.getTime() - new Date(importedAt).getTime() <= validDays * DAY_MS
    return fresh ? undefined : notConsulted(registry, importedAt, validDays)
  }
}

const notConsulted = (registry: string, importedAt: string | undefined, validDays: number): Refusal => ({
  code: 'registration_required',
  message:
    importedAt === undefined
      ? `Nothing was sent: the law wants the do-not-call registry ${registry} consulted, and it was never imported.`
      : `Nothing was sent: the copy of the do-not-call registry ${registry} is more than ${validDays} days old.`,
  nextAction: `Have the operator import a copy of the registry: npm run dnc:import -- --registry ${registry} <file>.`,
  details: { registry, validDays, ...(importedAt !== undefined && { importedAt }) }
})
