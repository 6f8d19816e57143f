import type { Queries } from './open.ts'

/** A select that was built and not run; every Drizzle select is one. */
interface Preparable<R> {
  prepare(name: string): { execute(values?: Record<string, unknown>): Promise<R> }
}

/**
 * A query whose SQL is built once for each database, for paths where building it costs more than running it. What
 * `build` puts as `sql.placeholder(name)` is filled with the value of that name as it is: wrap it in `sql.param` with the
 * column where the column has a form of its own, as instants have.
 */
export function queryOnce<R>(
  build: (db: Queries) => Preparable<R>
): (db: Queries, values: Record<string, unknown>) => Promise<R> {
  const queries = new WeakMap<Queries, ReturnType<Preparable<R>['prepare']>>()
  return (db, values) => {
    const query = queries.get(db) ?? build(db).prepare('')
    queries.set(db, query)
    return query.execute(values)
  }
}
