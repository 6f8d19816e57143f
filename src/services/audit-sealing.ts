import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { auditLog, auditSeals, auditUnsealed } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { type AuditRow, GENESIS, linkOf } from '../observability/seals.ts'

/** Entries that are sealed in one go. */
const BATCH = 2000

/**
 * Seals every entry that has none, each organization's in the order of their times; what commits late is sealed when it
 * comes. Of two who seal at once one succeeds, so that a chain has neither forks nor gaps. Returns how many it sealed.
 */
export async function sealAudit(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  let sealed = 0
  for (;;) {
    const found = await deps.db
      .select({ entry: auditLog })
      .from(auditUnsealed)
      .innerJoin(auditLog, eq(auditLog.id, auditUnsealed.auditId))
      .orderBy(asc(auditLog.createdAt), asc(auditLog.id))
      .limit(BATCH)
    const chains = Map.groupBy(found, ({ entry }) => entry.orgId)
    let added = 0
    for (const [orgId, rows] of chains) {
      const entries = rows.map(({ entry }) => entry)
      added += await extend(deps, orgId, entries)
    }
    sealed += added
    if (found.length < BATCH || added === 0) return sealed
  }
}

async function extend({ db, clock }: Pick<Deps, 'db' | 'clock'>, orgId: string, entries: AuditRow[]): Promise<number> {
  let { seq, hash } = await headOf(db, orgId)
  const sealedAt = clock.now()
  const links = entries.map((entry) => {
    hash = linkOf(hash, entry)
    return { orgId, seq: ++seq, auditId: entry.id, hash, sealedAt }
  })
  const ids = entries.map(({ id }) => id)
  try {
    await db.batch([
      db.insert(auditSeals).values(links),
      db.delete(auditUnsealed).where(and(eq(auditUnsealed.orgId, orgId), inArray(auditUnsealed.auditId, ids)))
    ])
  } catch (error) {
    if (isTaken(error)) return 0 // another replica was faster
    throw error
  }
  return links.length
}

/** Whether a link of this number or entry is there; on SQLite a trigger says so before the unique indexes can. */
const isTaken = (error: unknown): boolean =>
  isUniqueViolation(error) || String(error).includes('audit_seals is insert-only')

/** The last link of an organization's chain; seq 0 before the first. */
async function headOf(db: Deps['db'], orgId: string): Promise<{ seq: number; hash: string }> {
  const [head] = await db
    .select({ seq: auditSeals.seq, hash: auditSeals.hash })
    .from(auditSeals)
    .where(eq(auditSeals.orgId, orgId))
    .orderBy(desc(auditSeals.seq))
    .limit(1)
  return head ?? { seq: 0, hash: GENESIS }
}
