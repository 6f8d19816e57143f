import { getTableName, is, Table } from 'drizzle-orm'
import * as schema from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'

/** Every row of every table, as one text. */
export async function everything(deps: Pick<Deps, 'db'>): Promise<string> {
  const tables = Object.values(schema).filter((value) => is(value, Table)) as (typeof schema.tokens)[]
  const dump: Record<string, unknown> = {}
  for (const table of tables) dump[getTableName(table)] = await deps.db.select().from(table)
  return JSON.stringify(dump)
}
