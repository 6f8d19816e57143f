import type { World } from './world.ts'

/** Parameters of a query or a form; a repeated one is a list. */
export type Form = Record<string, string | string[] | undefined>

/** One call of a vendor's API as it came over the wire, checked for its credential. */
export interface Call {
  /** Path without the query. */
  path: string
  params: Record<string, string>
  query: Form
  /** The decoded body; undefined when there was none. */
  body: unknown
  headers: Record<string, string | string[] | undefined>
}

/** What the vendor answers. */
export interface Answer {
  status: number
  body?: object | Buffer
  contentType?: string
}

/** One operation of a vendor's API. */
export interface Operation {
  /** Name by which faults are injected into it. */
  name: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  run(world: World, call: Call): Answer
}

/** The first value of a parameter; an empty one counts as absent. */
export function first(form: Form, name: string): string | undefined {
  const value = form[name]
  return (Array.isArray(value) ? value[0] : value) || undefined
}

/** Every value of a parameter. */
export function every(form: Form, name: string): string[] {
  const value = form[name]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
