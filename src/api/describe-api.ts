import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import { SESSION_COOKIE } from './auth-door.ts'
import { type ExampleSchema, exampleBody } from './example-body.ts'
import { MCP_PATHS } from './mcp-paths.ts'

/** The part of an OpenAPI operation that is completed here. */
interface Operation {
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: object[]
  requestBody?: { content: Record<string, { schema: ExampleSchema; example?: unknown }> }
  responses?: Record<string, { description?: string }>
}

/** The part of an OpenAPI 3.1 document that is completed here. */
export interface ApiDocument {
  paths?: Record<string, Record<string, unknown>>
  components?: Record<string, unknown>
  [member: string]: unknown
}

/** Who may call the routes below a prefix, and which statuses they fail with. */
interface Area {
  tag: string
  security: Record<string, string[]>[]
  statuses: readonly number[]
}

const caller: Area['security'] = [{ agentToken: [] }, { organizationToken: [] }]
const people: Area['security'] = [{ session: [] }, { adminToken: [] }, { organizationToken: [] }]
const formStatuses = [400, 401, 403, 409, 413, 415, 429, 500, 503]
const carrierStatuses = [400, 403, 413, 415, 500, 503]
const AREAS: readonly [RegExp, Area][] = [
  [/^\/v1\/media\//, { tag: 'media', security: [], statuses: [403, 404, 429, 500, 502, 503] }],
  [
    /^\/v1\//,
    { tag: 'tools', security: caller, statuses: [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503, 504] }
  ],
  [/^\/(?:mcp|sse|messages)/, { tag: 'mcp', security: caller, statuses: [400, 401, 403, 404, 413, 415, 429, 503] }],
  [
    /^\/webhooks\/(?:in\/|.*\/email)/,
    { tag: 'webhooks', security: [{ svixSignature: [] }], statuses: carrierStatuses }
  ],
  [/^\/webhooks\/elevenlabs$/, { tag: 'webhooks', security: [{ elevenLabsSignature: [] }], statuses: carrierStatuses }],
  [/^\/webhooks\//, { tag: 'webhooks', security: [{ twilioSignature: [] }], statuses: carrierStatuses }],
  [/^\/auth\/bootstrap/, { tag: 'auth', security: [{ adminToken: [] }], statuses: formStatuses }],
  [/^\/auth\/(?:me|logout|password\/change)/, { tag: 'auth', security: [{ session: [] }], statuses: formStatuses }],
  [/^\/auth\//, { tag: 'auth', security: [], statuses: formStatuses }],
  [/^\/admin\/(?!api-docs)/, { tag: 'admin', security: people, statuses: [404, 422, ...formStatuses] }],
  [/^\/(?:admin|metrics)/, { tag: 'admin', security: [{ adminToken: [] }], statuses: [401, 403, 429, 500, 503] }],
  [/^\/unsubscribe\//, { tag: 'people', security: [], statuses: [403, 413, 429, 500, 503] }],
  [/^\/health/, { tag: 'health', security: [], statuses: [403] }]
]

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description })
const signature = (name: string, description: string) => ({ type: 'apiKey', in: 'header', name, description })

/** How callers, the administrator and vendors show who they are. */
export const SECURITY_SCHEMES = {
  agentToken: bearer('Token of one agent: `comms_a_…`.'),
  organizationToken: bearer(
    'Token of an organization, `comms_o_…`, or of a super-admin; tools take the agent as `agentId`.'
  ),
  adminToken: bearer('ADMIN_TOKEN; in demo mode none is asked for to read the API reference and metrics.'),
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: `The cookie of who signed in (\`__Host-${SESSION_COOKIE}\` over https); unsafe requests carry X-CSRF-Token.`
  },
  twilioSignature: signature('X-Twilio-Signature', 'Signed by the carrier over the public URL and the parameters.'),
  elevenLabsSignature: signature('ElevenLabs-Signature', 'Signed by the vendor over a timestamp and the raw body.'),
  svixSignature: signature(
    'svix-signature',
    'Signed by the vendor with `svix-id` and `svix-timestamp` over the raw body.'
  )
}

/** A super-admin's choice; the token of anybody else belongs to one organization. */
const ORGANIZATION = {
  in: 'header',
  name: 'X-Organization-Id',
  description: 'Organization to act for, with the token of a super-admin.',
  schema: { type: 'string' }
}

/** Completes a generated document: MCP is in it, and each operation has its tag, its security and every failure it can answer with. */
export function describeApi(document: ApiDocument): ApiDocument {
  document.paths = { ...document.paths, ...structuredClone(MCP_PATHS) }
  for (const [path, methods] of Object.entries(document.paths)) {
    const area = AREAS.find(([prefix]) => prefix.test(path))?.[1]
    if (area === undefined) continue
    for (const operation of Object.values(methods) as Operation[]) completeOperation(operation, area)
  }
  const responses = allStatuses().flatMap((status) => [failureResponse(status), callsFailureResponse(status)])
  document.components = { ...document.components, responses: Object.fromEntries(responses) }
  return document
}

function completeOperation(operation: Operation, { tag, security, statuses }: Area): void {
  operation.tags ??= [tag]
  operation.security ??= security
  for (const response of Object.values(operation.responses ?? {}))
    if (response.description === 'Default Response') response.description = 'Done.'
  const name = operation.tags.includes('calls') ? callsNameOf : nameOf
  const failures = statuses.map((status) => [status, { $ref: `#/components/responses/${name(status)}` }])
  operation.responses = { ...operation.responses, ...Object.fromEntries(failures) }
  if (tag === 'tools' || security === people) operation.parameters = [...(operation.parameters ?? []), ORGANIZATION]
  if (tag !== 'tools') return
  const body = operation.requestBody?.content['application/json']
  if (body !== undefined) body.example = exampleBody(body.schema)
}

const nameOf = (status: number): string => `Failure${status}`
const callsNameOf = (status: number): string => `CallsFailure${status}`
const allStatuses = () => [...new Set(Object.values(ERROR_CODES).map(({ status }) => status))].sort((a, b) => a - b)

/** One response component per status, with an example of each code that has it. */
function failureResponse(status: number): [string, object] {
  const codes = codesOf(status)
  const examples = codes.map((code) => {
    const { retryable, nextAction } = ERROR_CODES[code]
    return [code, { value: { code, message: 'What happened, in plain words.', retryable, nextAction } }]
  })
  const schema = { $ref: '#/components/schemas/Failure' }
  const content = { 'application/json': { schema, examples: Object.fromEntries(examples) } }
  return [nameOf(status), { description: codes.map((code) => `\`${code}\``).join(', '), content }]
}

/** The same in the shape of the profile `calls`. */
function callsFailureResponse(status: number): [string, object] {
  const schema = { $ref: '#/components/schemas/CallsFailure' }
  const causes = codesOf(status).map((code) => `\`${code}\``)
  return [callsNameOf(status), { description: causes.join(', '), content: { 'application/json': { schema } } }]
}

const codesOf = (status: number): ErrorCode[] =>
  (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => ERROR_CODES[code].status === status)
