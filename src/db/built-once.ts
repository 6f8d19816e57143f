import { is, Param, Placeholder, sql } from 'drizzle-orm'
import type { Built } from './batch.ts'
import type { Queries } from './open.ts'

type Values = Readonly<Record<string, unknown>>

/** A statement with what gives each of its parameters. */
interface Template {
  sql: string
  params: readonly ((values: Values) => unknown)[]
}

/**
 * A statement whose SQL is built once for each database, for paths where building it costs more than running it. What
 * `build` puts as `sql.placeholder(name)` is filled with the value of that name; one that is not given is NULL.
 */
export function builtOnce(build: (db: Queries) => Built): (db: Queries, values: Values) => Built {
  const templates = new WeakMap<Queries, Template>()
  return (db, values) => {
    const template = templates.get(db) ?? templateOf(build(db))
    templates.set(db, template)
    const { sql, params } = template
    return { toSQL: () => ({ sql, params: params.map((param) => param(values)) }) }
  }
}

function templateOf(built: Built): Template {
  const { sql, params } = built.toSQL()
  return { sql, params: params.map(filler) }
}

/** Placeholders under the names of columns. */
export const placeholders = <const N extends readonly string[]>(...names: N) =>
  Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Record<N[number], Placeholder>

function filler(param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) return (values) => values[param.name] ?? null
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param
  const { encoder, value: placeholder } = param
  return (values) => {
    const value = values[placeholder.name] ?? null
    return value === null ? null : encoder.mapToDriverValue(value)
  }
}
