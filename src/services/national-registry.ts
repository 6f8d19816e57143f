import { and, count, eq, inArray, lt, sql } from 'drizzle-orm'
import { nationalDnc, nationalRegistries } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { COUNTRIES } from '../policy/countries/index.ts'
import { numberIn } from './registry-file.ts'

/** Rows of one statement: as many as both databases take at once with room to spare. */
const BATCH = 1000
/** Line numbers of rejected lines that a report names. */
const NAMED_MAX = 20

/** What became of the file of a registry; the numbers in it are never repeated. */
export interface RegistryImport {
  registry: string
  importId: string
  /** Lines that are not empty. */
  lines: number
  /** Lines without a number, and where the first of them are. */
  rejected: number
  rejectedLines: number[]
  /** Numbers that are on the registry now. */
  entries: number
  /** Numbers that were on it before and are not any more. */
  removed: number
}

/**
 * Takes the file of a national do-not-call registry in the place of the one before. The file is read whole before
 * anything is changed; from then on every number of it counts, and the former ones until all of it is stored. Safe to
 * repeat, and to repeat after a crash. `read` is called twice and returns the lines of the file.
 * @throws CommsError `not_found` for a registry that no country has; `invalid_input` for a file that is no list of
 * numbers; `conflict` when a later import was faster
 */
export async function importRegistry(
  deps: Pick<Deps, 'db' | 'clock'>,
  registry: string,
  read: () => AsyncIterable<string>
): Promise<RegistryImport> {
  const country = countryOf(registry)
  const found = await survey(read(), country)
  if (found.rejected * 2 > found.lines || found.lines === 0)
    throw new CommsError('invalid_input', 'Nothing was imported: most lines of the file hold no number.', {
      details: { lines: found.lines, rejected: found.rejected, rejectedLines: found.rejectedLines },
      nextAction: 'Give a text file with one number in each line.'
    })
  const importId = newId('imp', deps.clock.now())
  for await (const numbers of batches(read(), country)) await store(deps, registry, importId, numbers)
  await putInForce(deps, registry, importId)
  const removed = await removeFormer(deps, registry, importId)
  const entries = await countEntries(deps, registry)
  await deps.db.update(nationalRegistries).set({ entries }).where(eq(nationalRegistries.importId, importId))
  return { registry, importId, ...found, entries, removed }
}

function countryOf(registry: string): string {
  const country = COUNTRIES.find(({ dncRegistry }) => dncRegistry?.id === registry)
  if (country) return country.iso
  const known = COUNTRIES.flatMap(({ dncRegistry }) => dncRegistry?.id ?? [])
  throw new CommsError('not_found', `There is no registry ${registry}; known are ${known.join(', ')}.`)
}

async function survey(lines: AsyncIterable<string>, country: string) {
  const found = { lines: 0, rejected: 0, rejectedLines: [] as number[] }
  let at = 0
  for await (const line of lines) {
    at++
    if (line.trim() === '') continue
    found.lines++
    if (numberIn(line, country) !== undefined) continue
    found.rejected++
    if (found.rejectedLines.length < NAMED_MAX) found.rejectedLines.push(at)
  }
  return found
}

async function* batches(lines: AsyncIterable<string>, country: string): AsyncGenerator<string[]> {
  let batch = new Set<string>()
  for await (const line of lines) {
    const number = numberIn(line, country)
    if (number !== undefined) batch.add(number)
    if (batch.size < BATCH) continue
    yield [...batch]
    batch = new Set()
  }
  if (batch.size > 0) yield [...batch]
}

async function store({ db }: Pick<Deps, 'db'>, registry: string, importId: string, numbers: string[]): Promise<void> {
  await db
    .insert(nationalDnc)
    .values(numbers.map((contact) => ({ registry, contact, importId })))
    .onConflictDoUpdate({
      target: [nationalDnc.contact, nationalDnc.registry],
      set: { importId },
      setWhere: lt(nationalDnc.importId, importId)
    })
}

/** @throws CommsError `conflict` when a later import is in force. */
async function putInForce({ db, clock }: Pick<Deps, 'db' | 'clock'>, registry: string, importId: string) {
  const row = { importId, entries: 0, importedAt: clock.now() }
  const [done] = await db
    .insert(nationalRegistries)
    .values({ registry, ...row })
    .onConflictDoUpdate({
      target: nationalRegistries.registry,
      set: row,
      setWhere: lt(nationalRegistries.importId, sql`excluded.import_id`)
    })
    .returning({ registry: nationalRegistries.registry })
  if (!done) throw new CommsError('conflict', 'A later import of this registry is in force already.')
}

async function removeFormer({ db }: Pick<Deps, 'db'>, registry: string, importId: string): Promise<number> {
  const former = and(eq(nationalDnc.registry, registry), lt(nationalDnc.importId, importId))
  for (let removed = 0; ; ) {
    const some = db.select({ contact: nationalDnc.contact }).from(nationalDnc).where(former).limit(BATCH)
    const gone = await db
      .delete(nationalDnc)
      .where(and(former, inArray(nationalDnc.contact, some)))
      .returning({ contact: nationalDnc.contact })
    removed += gone.length
    if (gone.length < BATCH) return removed
  }
}

async function countEntries({ db }: Pick<Deps, 'db'>, registry: string): Promise<number> {
  const [row] = await db.select({ entries: count() }).from(nationalDnc).where(eq(nationalDnc.registry, registry))
  return row?.entries ?? 0
}
