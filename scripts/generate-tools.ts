import { tools } from '../src/tools/index.ts'
import { GENERATED, table } from './markdown.ts'

interface Schema {
  type?: string
  description?: string
  enum?: unknown[]
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
}

/** The reference of every tool, by name. */
export function toolsPage(): string {
  const sorted = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1))
  const index = sorted.map(({ name, title, role, profiles }) => [
    `[\`${name}\`](#${name})`,
    title,
    role,
    profiles.join(', ')
  ])
  const sections = sorted.map(({ name, description, role, editions, annotations, input, output }) => {
    const hints = Object.entries(annotations).flatMap(([hint, holds]) => (holds ? [`\`${hint}\``] : []))
    return [
      `## ${name}`,
      description,
      `Least role: ${role}. Editions: ${editions?.join(', ') ?? 'all'}. Hints: ${hints.join(', ') || 'none'}. REST: \`POST /v1/tools/${name}\`.`,
      `### Arguments\n\n${fields(input as Schema)}`,
      `### Result\n\n${fields(output as Schema)}`
    ].join('\n\n')
  })
  return `# Tools

${GENERATED}

Every tool is served over MCP and as \`POST /v1/tools/<name>\` from one definition: the same arguments are taken and refused on both. Unknown
arguments are refused by name. An agent's token means its agent; other tokens name one in \`agentId\`.

${table(['Tool', 'Title', 'Least role', 'Profiles'], index)}

${sections.join('\n\n')}
`
}

function fields(schema: Schema): string {
  const rows = rowsOf(schema, '')
  return rows.length === 0 ? 'None.' : table(['Name', 'Type', 'Meaning'], rows)
}

/** One row per property; those of nested objects under their path. */
function rowsOf({ properties = {}, required = [] }: Schema, path: string): string[][] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const at = `${path}${name}`
    const optional = required.includes(name) ? '' : '?'
    const inner = property.properties === undefined ? property.items : property
    const below = inner?.properties === undefined ? [] : rowsOf(inner, `${at}${property.items ? '[]' : ''}.`)
    return [[`\`${at}\`${optional}`, typeOf(property), property.description ?? ''], ...below]
  })
}

function typeOf({ type, enum: words, items, anyOf }: Schema): string {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(' ')
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ')
  return type === 'array' && items !== undefined ? `${typeOf(items)}[]` : (type ?? 'any')
}
