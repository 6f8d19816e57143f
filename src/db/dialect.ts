/** The only file that knows both dialects. Postgres types are the canonical ones: they have no `.get/.all/.run` to misuse. */
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

/** Which SQL this process speaks; fixed at start because tables are built when they are imported. */
export type Dialect = 'postgres' | 'sqlite'

/** The dialect that a database URL asks for. */
export const dialectOf = (url: string | undefined): Dialect =>
  /^postgres(ql)?:/.test(url ?? '') ? 'postgres' : 'sqlite'

const postgresKit = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  check: pg.check,
  text: (name: string) => pg.text(name),
  integer: (name: string) => pg.integer(name),
  boolean: (name: string) => pg.boolean(name),
  json: <T>(name: string) => pg.jsonb(name).$type<T>(),
  /** UTC instant, millisecond precision; a `Date` in JavaScript. */
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: 'date' }),
  /** Integer micro-US-dollars (1_000_000 = $1), or another count that may pass 2^31. */
  micros: (name: string) => pg.bigint(name, { mode: 'number' })
}

const sqliteKit = {
  table: lite.sqliteTable,
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,
  check: lite.check,
  text: (name: string) => lite.text(name),
  integer: (name: string) => lite.integer(name),
  boolean: (name: string) => lite.integer(name, { mode: 'boolean' }),
  json: (name: string) => lite.text(name, { mode: 'json' }),
  instant: (name: string) => lite.integer(name, { mode: 'timestamp_ms' }),
  micros: (name: string) => lite.integer(name, { mode: 'number' })
}

/** The dialect of this process. */
export const dialect: Dialect = dialectOf(process.env['DATABASE_URL'])

/** Column and table builders of this process's dialect, under Postgres types. */
export const kit: typeof postgresKit =
  dialect === 'postgres' ? postgresKit : (sqliteKit as unknown as typeof postgresKit)
