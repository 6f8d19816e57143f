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

/**
 * Runs statements in one transaction, all or none, of which no two touch one row and none sees what another does but for
 * the first: it runs first, and what it did is returned. On Postgres they are one statement, at a fraction of the cost of
 * a batch.
 */
export type RunTogether = (first: Built, rest: readonly Built[]) => Promise<BatchResult>

/** Combinations whose text is kept. */
const MAX_JOINED = 500

/** Statements for Postgres that run as one: the first as the query, the others as parts of its WITH. */
export function postgresTogether(client: Sql, prepare: boolean): RunTogether {
  const known = new Map<string, string>()
  return async (first, rest) => {
    const [head, ...others] = [first, ...rest].map((statement) => statement.toSQL())
    if (!head) return { count: 0, rows: [] }
    const key = [head, ...others].map(({ sql }) => sql).join('\n')
    const text = known.get(key) ?? joined(head, others)
    if (known.size >= MAX_JOINED) known.clear()
    known.set(key, text)
    const params = [head, ...others].flatMap((statement) => statement.params)
    const rows = await client.unsafe(text, params as never[], { prepare })
    return { count: rows.count ?? 0, rows: [...rows] as Record<string, unknown>[] }
  }
}

/** Parameters are counted through. */
function joined(head: ReturnType<Built['toSQL']>, others: readonly ReturnType<Built['toSQL']>[]): string {
  let before = head.params.length
  const parts = others.map(({ sql, params }, index) => {
    const offset = before
    before += params.length
    return `s${index} as (${sql.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + offset}`)})`
  })
  return parts.length > 0 ? `with ${parts.join(', ')} ${head.sql}` : head.sql
}

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

/** The same for libSQL: a batch, of which the first result is told. */
export const sqliteTogether =
  (batch: RunBatch): RunTogether =>
  async (first, rest) => {
    const [result] = await batch([first, ...rest])
    return result ?? { count: 0, rows: [] }
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

/** Whether an error of either dialect, or what it comes from, has this code. */
export function hasCode(error: unknown, postgresCode: string, sqliteCode = /(?!)/): boolean {
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
