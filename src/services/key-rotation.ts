import { and, asc, eq, gt, isNotNull, ne, notLike, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { agents, contactConsent, endpoints, messageBodies, providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** Rows that are sealed anew in one commit. */
const BATCH = 200

/** A column that holds sealed text, bound to the id of its row. */
interface SealedColumn {
  name: string
  table: PgTable
  id: PgColumn
  sealed: PgColumn
  /** Names of the columns to write, as the schema has them. */
  writes: { sealed: string; keyId?: string }
  /** Set where each organization has a key of its own. */
  orgId?: PgColumn
}

/** Everything that is sealed at rest. */
const COLUMNS: readonly SealedColumn[] = [
  {
    ...{ name: 'provider_credentials', table: providerCredentials, id: providerCredentials.id },
    ...{ sealed: providerCredentials.sealed, orgId: providerCredentials.orgId },
    writes: { sealed: 'sealed', keyId: 'keyId' }
  },
  {
    ...{ name: 'endpoints', table: endpoints, id: endpoints.id, sealed: endpoints.secret },
    writes: { sealed: 'secret' }
  },
  {
    ...{ name: 'agents', table: agents, id: agents.id, sealed: agents.callbackSecret },
    writes: { sealed: 'callbackSecret' }
  },
  {
    ...{ name: 'contact_consent', table: contactConsent, id: contactConsent.id, sealed: contactConsent.proof },
    writes: { sealed: 'proof' }
  },
  {
    ...{ name: 'message_bodies', table: messageBodies, id: messageBodies.messageId, sealed: messageBodies.sealed },
    writes: { sealed: 'sealed' }
  }
]

/** What became of one column. */
export interface Rotated {
  table: string
  /** Rows that the current key seals now. */
  resealed: number
  /** Rows that no key of the ring opens: they stay as they are. */
  unreadable: number
}

type Needs = Pick<Deps, 'db' | 'sealer'>
interface Row {
  id: string
  sealed: string
  orgId: string
}

/**
 * Seals everything that a former key sealed with the current one, in batches, while the server runs. May be interrupted
 * and repeated: what the current key sealed is not touched, and a row that is changed meanwhile keeps that change.
 */
export async function rotateKeys(deps: Needs): Promise<Rotated[]> {
  const done: Rotated[] = []
  for (const column of COLUMNS) done.push(await rotateColumn(deps, column))
  return done
}

async function rotateColumn(deps: Needs, column: SealedColumn): Promise<Rotated> {
  const rotated = { table: column.name, resealed: 0, unreadable: 0 }
  for (let after = ''; ; ) {
    const rows = await formerRows(deps, column, after)
    const last = rows.at(-1)
    if (!last) return rotated
    after = last.id
    const writes = rows.flatMap((row) => reseal(deps, column, row) ?? [])
    rotated.unreadable += rows.length - writes.length
    if (writes.length === 0) continue
    const results = await deps.db.batch(writes)
    rotated.resealed += results.reduce((total, { count }) => total + count, 0)
  }
}

async function formerRows({ db, sealer }: Needs, column: SealedColumn, after: string): Promise<Row[]> {
  const { table, id, sealed, orgId = id } = column
  const isFormer: SQL[] = [isNotNull(sealed), ne(sealed, ''), notLike(sealed, `v2.${sealer.keyId}.%`), gt(id, after)]
  const query = db
    .select({ id, sealed, orgId })
    .from(table)
    .where(and(...isFormer))
  return (await query.orderBy(asc(id)).limit(BATCH)) as Row[]
}

/** The statement that writes a row anew unless it was changed; undefined when no key opens it. */
function reseal({ db, sealer }: Needs, { table, id, sealed, writes, orgId }: SealedColumn, row: Row) {
  const ring = orgId === undefined ? sealer : sealer.of(row.orgId)
  try {
    const anew = ring.seal(ring.open(row.sealed, row.id), row.id)
    const values = { [writes.sealed]: anew, ...(writes.keyId !== undefined && { [writes.keyId]: sealer.keyId }) }
    return db
      .update(table)
      .set(values as never)
      .where(and(eq(id, row.id), eq(sealed, row.sealed)))
  } catch {
    return undefined
  }
}
