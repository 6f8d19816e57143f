import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'

/** What a compiled schema says of a value: the typed value, or one sentence that names everything wrong with it. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; problem: string }

interface Fault {
  keyword: string
  instancePath: string
  message: string
  params: { additionalProperties?: string[]; requiredProperties?: string[]; allowedValues?: unknown[] }
}

Settings.Set({ maxErrors: 32 })

/** The check that every door shares, compiled once, by the first value that it is given: nothing is coerced, stripped or filled in. */
export function compile<S extends TSchema>(schema: S): (raw: unknown) => Verdict<Static<S>> {
  let validator: Validator | undefined
  return (raw) => {
    validator ??= Compile(schema)
    if (validator.Check(raw)) return { ok: true, value: raw as Static<S> }
    return { ok: false, problem: explain(validator.Errors(raw) as unknown as Fault[]) }
  }
}

function explain(faults: Fault[]): string {
  const unions = new Set(faults.filter((fault) => fault.keyword === 'anyOf').map((fault) => fault.instancePath))
  const lines = faults.flatMap((fault) => {
    const at = fault.instancePath.split('/').slice(1)
    const name = (last?: string) => (last === undefined ? at : [...at, last]).join('.') || 'arguments'
    if (fault.keyword === 'boolean') return [] // repeats additionalProperties
    if (fault.keyword === 'const' && unions.has(fault.instancePath)) return [] // repeats anyOf
    if (fault.keyword === 'additionalProperties')
      return (fault.params.additionalProperties ?? []).map((key) => `${name(key)}: is not a known argument`)
    if (fault.keyword === 'required')
      return (fault.params.requiredProperties ?? []).map((key) => `${name(key)}: is required`)
    if (fault.keyword === 'enum') return [`${name()}: must be one of: ${(fault.params.allowedValues ?? []).join(', ')}`]
    return [`${name()}: ${fault.message}`]
  })
  return [...new Set(lines)].join(', ').slice(0, 2000)
}
