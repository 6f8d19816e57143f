/** The part of a JSON schema that examples are made of. */
export interface ExampleSchema {
  type?: string
  enum?: unknown[]
  minimum?: number
  properties?: Record<string, ExampleSchema>
  required?: string[]
  items?: ExampleSchema
}

/** What a reader is shown under these names; others are shown by their type. */
const BY_NAME: Record<string, unknown> = {
  to: '+14155550123',
  body: 'Hello! Are we still on for Tuesday?',
  displayName: 'Front Desk',
  capabilities: { phone: true, email: true },
  scope: 'org',
  tokenId: 'tok_01JZ0000000000000000000000',
  digits: '1',
  url: 'https://agent.example.com/twiml',
  maxAgents: 10,
  decisionId: 'dec_01JZ0000000000000000000000'
}

/** A body with what a call needs and nothing else; without it a viewer makes one up from the patterns, which nobody can read. */
export function exampleBody({ properties = {}, required = [] }: ExampleSchema): Record<string, unknown> {
  const shown = Object.entries(properties).filter(([name]) => required.includes(name) || name === 'to')
  return Object.fromEntries(shown.map(([name, schema]) => [name, BY_NAME[name] ?? exampleOf(schema)]))
}

function exampleOf(schema: ExampleSchema): unknown {
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.type === 'object') return exampleBody(schema)
  if (schema.type === 'array') return schema.items === undefined ? [] : [exampleOf(schema.items)]
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  return schema.type === 'boolean' ? true : 'text'
}
