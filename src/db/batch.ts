import type { Sql } from 'postgres'
import type { WriteQueue } from './group-commit.ts'

/** A query that was built and not run; every Drizzle builder is one. */
export interface Built {
  toSQL(): { sql: string; params: unknown[] }
}

/** What one statement of a batch did. */
interface BatchResult {
  /** Rows that were changed. */
  count: number
  /** Rows of RETURNING as the driver gives them: only read text and integer columns from here. */
  rows: Record<string, unknown>[]
}

/**
 * Runs statements in order in one transaction: all of them, or none when one fails.
 * On Postgres the whole batch is one round trip; on SQLite it shares its commit with its neighbours.
 */
export type RunBatch = (statements: readonly Built[]) => Promise<BatchResult[]>

/** Batches for libSQL. */
export function sqliteBatch(queue: WriteQueue): RunBatch {
  return (statements) =>
    queue.submit(async (tx) => {
      const results: BatchResult[] = []
      for (const statement of statements) {
        const { sql, params } = statement.toSQL()
        const result = await tx.execute({ sql, args: params as never[] })
        results.push({ count: result.rowsAffected, rows: result.rows.map((row) => named(result.columns, row)) })
      }
      return results
    })
}

const named = (columns: readonly string[], row: ArrayLike<unknown>): Record<string, unknown> =>
  Object.fromEntries(columns.map((column, index) => [column, row[index]]))

/** Batches for Postgres: BEGIN, the statements and COMMIT leave together on one connection. */
export function postgresBatch(client: Sql, prepare: boolean): RunBatch {
  return async (statements) => {
    const connection = await client.reserve()
    try {
      const begun = connection.unsafe('begin').execute()
      const running = statements.map((statement) => {
        const { sql, params } = statement.toSQL()
        return connection.unsafe(sql, params as never[], { prepare }).execute()
      })
      const ended = connection.unsafe('commit').execute()
      const outcomes = await Promise.allSettled([begun, ...running, ended])
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed) throw failed.reason
      return (await Promise.all(running)).map((rows) => ({
        count: rows.count ?? 0,
        rows: [...rows] as Record<string, unknown>[]
      }))
    } finally {
      connection.release()
    }
  }
}

/** Whether an error says that a row with this unique key is there already. */
export const isUniqueViolation = (error: unknown): boolean =>
  hasCode(error, '23505', /SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/)

/** Whether an error says that a check constraint refused the statement. */
export const isCheckViolation = (error: unknown): boolean => hasCode(error, '23514', /SQLITE_CONSTRAINT_CHECK/)

function hasCode(error: unknown, postgresCode: string, sqliteCode: RegExp): boolean {
  for (
    let at = error as { code?: string; extendedCode?: string; cause?: unknown } | undefined;
    at;
    at = at.cause as typeof at
  ) {
    if (at.code === postgresCode || sqliteCode.test(at.extendedCode ?? '') || sqliteCode.test(at.code ?? ''))
      return true
  }
  return false
}
