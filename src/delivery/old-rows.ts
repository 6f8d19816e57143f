import { and, inArray, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../db/open.ts'
import type { messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** Rows of one statement, and statements of one run: neither holds others up. */
export const BATCH = 500
const MAX_BATCHES = 20

/** What it takes to know what is old. */
export type Retaining = Pick<Deps, 'config' | 'db' | 'clock'>

/** Rows that are past their period. */
export interface OldRows {
  /** What they are, as the report names them. */
  name: string
  /** Days that they are kept. */
  days: number
  count(): Promise<number>
  /** Removes at most a batch of them and tells how many it was. */
  removeSome(): Promise<number>
}

/** Old rows of the table of `key`, which is unique in it; `isOld` must be found by an index. */
export function oldRows(db: Db, name: string, days: number, key: AnyPgColumn, isOld: SQL | undefined): OldRows {
  const table = key.table as typeof messages
  return {
    name,
    days,
    count: () => db.$count(table, isOld),
    async removeSome() {
      const keys = db.select({ key }).from(table).where(isOld).limit(BATCH)
      const gone = await db
        .delete(table)
        .where(and(inArray(key, keys), isOld))
        .returning({ key })
      return gone.length
    }
  }
}

/** Removes old rows batch by batch; `finished` is false when some may be left. */
export async function removeOld({ removeSome }: Pick<OldRows, 'removeSome'>): Promise<{
  removed: number
  finished: boolean
}> {
  let removed = 0
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await removeSome()
    removed += count
    if (count === 0) return { removed, finished: true }
  }
  return { removed, finished: false }
}
