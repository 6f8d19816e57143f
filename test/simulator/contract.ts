import { readFileSync } from 'node:fs'

/** A JSON schema of a vendor's contract, as far as it is checked here. */
interface Schema {
  $ref?: string
  type?: string | string[]
  nullable?: boolean
  const?: unknown
  enum?: unknown[]
  pattern?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  anyOf?: Schema[]
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>>
  components: { schemas: Record<string, Schema> }
}

const JSON_TYPE = 'application/json'

/** What a vendor published of its API: which answers and events it promises. */
export function contract(folder: string, vendor: string) {
  const { documents } = JSON.parse(readFileSync(`${folder}/${vendor}.json`, 'utf8')) as { documents: Document[] }
  return {
    /** How a body departs from the promised answer; also a promised field that is not there. */
    departures(method: string, path: string, status: number, body: unknown): string[] {
      const document = documents.find(({ paths }) => paths[path]?.[method] !== undefined)
      const schema = document?.paths[path]?.[method]?.responses[status]?.content?.[JSON_TYPE]?.schema
      if (!document || !schema) return [`the contract has no ${method} ${path} ${status}`]
      return compare(document, schema, body, '')
    },
    /** How an event departs from the promised one. */
    eventDepartures(name: string, event: unknown): string[] {
      const document = documents.find(({ components }) => components.schemas[name] !== undefined)
      const schema = document?.components.schemas[name]
      return document && schema ? compare(document, schema, event, '') : [`the contract has no ${name}`]
    }
  }
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value

function compare(document: Document, given: Schema, value: unknown, at: string): string[] {
  const schema = given.$ref ? (document.components.schemas[given.$ref.split('/').at(-1) ?? ''] ?? {}) : given
  const each = (parts: Schema[]) => parts.map((part) => compare(document, part, value, at))
  if (schema.allOf) return each(schema.allOf).flat()
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return each(choices).sort((a, b) => a.length - b.length)[0] ?? []
  if (value === null && (schema.nullable || given.nullable)) return []
  const types = [schema.type ?? []].flat()
  const type = typeOf(value)
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number')))
    return [`${at}: ${type} instead of ${types}`]
  if (schema.const !== undefined && schema.const !== value) return [`${at}: ${value} instead of ${schema.const}`]
  if (schema.enum && !schema.enum.includes(value)) return [`${at}: ${value} is none of ${schema.enum}`]
  if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern).test(value)) return [`${at}: ${value}`]
  if (Array.isArray(value))
    return value.flatMap((item, i) => compare(document, schema.items ?? {}, item, `${at}[${i}]`))
  if (type !== 'object') return []
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const inner = (value as Record<string, unknown>)[name]
    if (inner !== undefined) return compare(document, property, inner, `${at}.${name}`)
    return schema.required === undefined || schema.required.includes(name) ? [`${at}.${name}: is missing`] : []
  })
}
