/** A JSON Schema as tools publish it. */
export interface JsonSchema {
  type?: string
  enum?: unknown[]
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  /** Names that the caller chooses. */
  patternProperties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

type Path = readonly (string | number)[]

/** Every schema that a value can reach within this one, with the path to it; array items under index 0. */
export function placesIn(schema: JsonSchema, path: Path = []): { path: Path; schema: JsonSchema }[] {
  const within = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => placesIn(each, [...path, name])),
    ...(schema.items ? placesIn(schema.items, [...path, 0]) : []),
    ...(schema.anyOf ?? []).flatMap((each) => placesIn(each, path).filter((place) => place.path.length > path.length))
  ]
  return [{ path, schema }, ...within]
}

/** The JSON types that a schema takes. */
export const typesOf = ({ type, enum: words, anyOf }: JsonSchema): string[] =>
  anyOf ? anyOf.flatMap(typesOf) : words && type === undefined ? words.map((word) => typeof word) : [type ?? 'any']

/** The arguments with one value put in its place; what leads there is made as the schema wants it, and nothing else. */
export function withValue(args: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') return [withValue((args as unknown[] | undefined)?.[step], rest, value)]
  const known = typeof args === 'object' && args !== null ? args : {}
  return { ...known, [step]: withValue((known as Record<string, unknown>)[step], rest, value) }
}

/** The arguments without one of their properties. */
export function without(args: unknown, path: Path): unknown {
  const [step = '', ...rest] = path
  const { [step]: inner, ...others } = args as Record<string, unknown>
  return rest.length === 0 ? others : { ...others, [step]: without(inner, rest) }
}

/** What is at a path of the arguments. */
export const valueAt = (args: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], args)

/** One value of each JSON type. */
export const ONE_OF_EACH: Record<string, unknown> = {
  string: 'words',
  number: 1.5,
  boolean: true,
  null: null,
  array: [],
  object: {}
}

/** Text that breaks what is not careful: each must be refused in plain words, or arrive as it is. */
export const HOSTILE_TEXTS: Record<string, string> = {
  'a NUL': 'before\u0000after',
  'a line break of a header': 'before\r\nBcc: everybody@example.com\r\n\r\nafter',
  'a lone surrogate': 'before \ud83d after',
  'two surrogates the wrong way round': '\ude00\ud83d',
  'bidirectional overrides': 'pay \u202e05\u202c now \u2066x\u2069',
  SQL: "'; DROP TABLE agents; --",
  HTML: '<script>alert("x")</script><img src=x onerror=alert(1)>',
  'a template': '{{constructor.constructor("return process")()}} #{7*7} %s %n',
  XML: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  'emoji and combining marks': '👩‍👩‍👧‍👦 e\u0301 \u0e01\u0e33 𝒳',
  'only white space': ' \t ',
  'a path': '../../../../etc/passwd'
}
