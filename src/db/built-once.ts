import { is, Param, Placeholder, sql } from 'drizzle-orm'
import type { Built } from './batch.ts'
import type { Queries } from './open.ts'

type Template = ReturnType<Built['toSQL']>

/**
 * A statement whose SQL is built once for each database, for paths where building it costs more than running it. What
 * `build` puts as `sql.placeholder(name)` is filled with the value of that name; one that is not given is NULL.
 */
export function builtOnce(
  build: (db: Queries) => Built
): (db: Queries, values: Readonly<Record<string, unknown>>) => Built {
  const templates = new WeakMap<Queries, Template>()
  return (db, values) => {
    const template = templates.get(db) ?? build(db).toSQL()
    templates.set(db, template)
    const { sql, params } = template
    return { toSQL: () => ({ sql, params: params.map((param) => filled(param, values)) }) }
  }
}

/** Placeholders under the names of columns. */
export const placeholders = <const N extends readonly string[]>(...names: N) =>
  Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Record<N[number], Placeholder>

function filled(param: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (is(param, Placeholder)) return values[param.name] ?? null
  if (!is(param, Param) || !is(param.value, Placeholder)) return param
  const value = values[param.value.name] ?? null
  return value === null ? null : param.encoder.mapToDriverValue(value)
}
