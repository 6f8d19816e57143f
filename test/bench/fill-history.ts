import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { COLUMNS, type HistoryRow } from './history-rows.ts'

/** Rows of a table, in the order of the columns; instants are milliseconds, in columns that end in `_at`. */
export interface FilledTable {
  table: string
  columns: readonly string[]
  rows: Iterable<(string | number)[]>
}

/** Puts rows into the table of messages of a database that no server uses at the time. */
export const fillHistory = (url: string, rows: Iterable<HistoryRow>): Promise<void> =>
  fillTable(url, { table: 'messages', columns: COLUMNS, rows })

/** Puts rows into a table of a database that no server uses at the time. */
export async function fillTable(url: string, filled: FilledTable): Promise<void> {
  if (url.startsWith('file:')) fillSqlite(url.slice('file:'.length), filled)
  else await fillPostgres(url, filled)
}

function fillSqlite(file: string, { table, columns, rows }: FilledTable): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA synchronous = OFF; BEGIN')
    const insert = database.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
    )
    for (const row of rows) insert.run(...row)
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

const LINES_AT_ONCE = 500

async function fillPostgres(url: string, { table, columns, rows }: FilledTable): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const copy = await sql.unsafe(`COPY ${table} (${columns.join(', ')}) FROM STDIN`).writable()
    await pipeline(Readable.from(copyLines(columns, rows)), copy)
    // What autovacuum does by itself after a minute.
    await sql.unsafe(`VACUUM ANALYZE ${table}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Source: postgresql.org/docs/current/sql-copy.html, text format; nothing here needs escaping. */
function* copyLines(columns: readonly string[], rows: FilledTable['rows']): Generator<string> {
  let lines: string[] = []
  for (const row of rows) {
    const cells = row.map((cell, column) => (columns[column]?.endsWith('_at') ? new Date(cell).toISOString() : cell))
    lines.push(`${cells.join('\t')}\n`)
    if (lines.length < LINES_AT_ONCE) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}
