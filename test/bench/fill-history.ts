import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { COLUMNS, type HistoryRow } from './history-rows.ts'

/** Puts rows into the table of messages of a database that no server uses at the time. */
export async function fillHistory(url: string, rows: Iterable<HistoryRow>): Promise<void> {
  if (url.startsWith('file:')) fillSqlite(url.slice('file:'.length), rows)
  else await fillPostgres(url, rows)
}

function fillSqlite(file: string, rows: Iterable<HistoryRow>): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA synchronous = OFF; BEGIN')
    const insert = database.prepare(
      `INSERT INTO messages (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`
    )
    for (const row of rows) insert.run(...row)
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

const LINES_AT_ONCE = 500

async function fillPostgres(url: string, rows: Iterable<HistoryRow>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const copy = await sql.unsafe(`COPY messages (${COLUMNS.join(', ')}) FROM STDIN`).writable()
    await pipeline(Readable.from(copyLines(rows)), copy)
    // What autovacuum does by itself after a minute.
    await sql.unsafe('VACUUM ANALYZE messages')
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Source: postgresql.org/docs/current/sql-copy.html, text format; nothing here needs escaping. */
function* copyLines(rows: Iterable<HistoryRow>): Generator<string> {
  let lines: string[] = []
  for (const row of rows) {
    const cells = row.map((cell, column) => (COLUMNS[column]?.endsWith('_at') ? new Date(cell).toISOString() : cell))
    lines.push(`${cells.join('\t')}\n`)
    if (lines.length < LINES_AT_ONCE) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}
