// The least server that answers MCP calls with the SDK alone: its session transport behind Fastify, an echo and other tools, no checks.
import { randomUUID } from 'node:crypto'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import Fastify from 'fastify'

const TOOLS = 30
/** Made once: an SDK server that is given its schemas anew for each session is slower still. */
const input = fromJsonSchema<{ message: string }>({
  type: 'object',
  properties: { message: { type: 'string', maxLength: 1000 } },
  required: ['message'],
  additionalProperties: false
})

function echoServer(): McpServer {
  const server = new McpServer({ name: 'echo', version: '1.0.0' })
  for (let index = 0; index < TOOLS; index++) {
    const name = index === 0 ? 'echo' : `echo_${index}`
    server.registerTool(name, { description: 'Answers with the message.', inputSchema: input }, ({ message }) => ({
      content: [{ type: 'text', text: message }]
    }))
  }
  return server
}

const sessions = new Map<string, NodeStreamableHTTPServerTransport>()

async function openSession(): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport)
  })
  await echoServer().connect(transport)
  return transport
}

const app = Fastify()
app.post('/mcp', async (request, reply) => {
  const transport = sessions.get(String(request.headers['mcp-session-id'])) ?? (await openSession())
  reply.hijack()
  await transport.handleRequest(request.raw, reply.raw, request.body)
})
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
