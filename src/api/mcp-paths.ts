const SPECIFICATION = { description: 'The protocol', url: 'https://modelcontextprotocol.io/specification' }

const message = (description: string) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', description } } }
})
const answers = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } }, 'text/event-stream': { schema: { type: 'string' } } }
})
const stream = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: { type: 'string' } } }
})
const parameter = (where: 'query' | 'header', name: string, description: string, required = false) => ({
  in: where,
  name,
  description,
  required,
  schema: { type: 'string' }
})

const profile = parameter('query', 'profile', 'Which list of tools: agent, operator, calls or all. Default: by role.')
const session = parameter('header', 'mcp-session-id', 'The session; absent at its start and since revision 2026-07-28.')
const operation = (operationId: string, summary: string, rest: object) => ({
  operationId,
  summary,
  externalDocs: SPECIFICATION,
  ...rest
})

/** The routes of MCP; their messages are described by the protocol, not by schemas of ours. */
export const MCP_PATHS = {
  '/mcp': {
    post: operation('mcpPost', 'One message of Streamable HTTP, every revision', {
      parameters: [profile, session],
      requestBody: message('A JSON-RPC message.'),
      responses: { 200: answers('The answer, as JSON or as a stream.'), 202: { description: 'Taken; has no answer.' } }
    }),
    get: operation('mcpGet', 'What the server sends by itself in a session of a 2025 revision', {
      parameters: [{ ...session, required: true }],
      responses: { 200: stream('Requests and notifications of the server.') }
    }),
    delete: operation('mcpDelete', 'Ends a session of a 2025 revision', {
      parameters: [{ ...session, required: true }],
      responses: { 200: { description: 'It is gone.' } }
    })
  },
  '/sse': {
    get: operation('sse', 'Opens a line of the older HTTP+SSE transport', {
      parameters: [profile, parameter('query', 'token', 'The bearer token, for clients that cannot send headers.')],
      responses: { 200: stream('The address to post to, then every answer.') }
    })
  },
  '/messages': {
    post: operation('messages', 'One message on a line of the older HTTP+SSE transport', {
      parameters: [parameter('query', 'sessionId', 'The line, as its stream named it.', true)],
      requestBody: message('A JSON-RPC message.'),
      responses: { 202: { description: 'Taken; the answer comes on the line.' } }
    })
  }
}
