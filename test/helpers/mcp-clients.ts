import { createMCPClient } from '@ai-sdk/mcp'
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CreateMessageRequestSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'

/** What a tool call answers, as any client shows it. */
export interface CallResult {
  isError?: boolean
  structuredContent?: Record<string, unknown>
  content: { type: string; text: string }[]
}

/** What the tests give a call. */
interface CallOptions {
  onprogress?: (progress: { progress: number }) => void
  signal?: AbortSignal
}

/** The part of an MCP client that the tests use, the same for all of them. */
export interface TestClient {
  list(): Promise<{ name: string; inputSchema: Record<string, unknown> }[]>
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<CallResult>
  read(uri: string): Promise<string>
  /** Asks to be told of changes; absent where the client cannot. */
  subscribe?(uri: string): Promise<unknown>
  /** URIs it was told of. */
  updated: string[]
  close(): Promise<void>
}

type Connect = (base: string, token: string, query?: string) => Promise<TestClient>

const summary = (text: unknown) => ({
  model: 'fake',
  role: 'assistant' as const,
  content: { type: 'text' as const, text: `SUM(${String(text)})` }
})
const textOf = (content: unknown) => (content as { text?: string }).text
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })

/** The official v1 client over the given transport. */
async function v1(transport: object): Promise<TestClient> {
  const client = new OldClient({ name: 'v1', version: '1' }, { capabilities: { sampling: {} } })
  const updated: string[] = []
  client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) =>
    summary(textOf(params.messages[0]?.content))
  )
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updated.push(params.uri))
  await client.connect(transport as never)
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args, options) =>
      (await client.callTool({ name, arguments: args }, undefined, options)) as CallResult,
    read: async (uri) => textOf((await client.readResource({ uri })).contents[0]) ?? '',
    subscribe: (uri) => client.subscribeResource({ uri }),
    updated,
    close: () => client.close()
  }
}

/** The official v2 client, pinned to a revision or left to itself. */
async function v2(url: URL, token: string, pin?: string): Promise<TestClient> {
  const pinned = pin !== undefined && { versionNegotiation: { mode: { pin } } }
  const client = new ModernClient({ name: 'v2', version: '1' }, { capabilities: { sampling: {} }, ...pinned })
  const updated: string[] = []
  client.setRequestHandler('sampling/createMessage', async ({ params }) => summary(textOf(params.messages[0]?.content)))
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri))
  await client.connect(new ModernHttp(url, { requestInit: bearer(token) }))
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args, options) => (await client.callTool({ name, arguments: args }, options)) as CallResult,
    read: async (uri) => textOf((await client.readResource({ uri })).contents[0]) ?? '',
    subscribe: (uri) =>
      pin === undefined ? client.subscribeResource({ uri }) : client.listen({ resourceSubscriptions: [uri] }),
    updated,
    close: () => client.close()
  }
}

/** The client of the Vercel AI SDK. */
async function aiSdk(url: string, token: string): Promise<TestClient> {
  const client = await createMCPClient({ transport: { type: 'http', url, ...bearer(token) } })
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args, options) =>
      (await client.callTool({
        name,
        arguments: args,
        ...(options?.signal && { options: { signal: options.signal } })
      })) as unknown as CallResult,
    read: async (uri) => textOf((await client.readResource({ uri })).contents[0]) ?? '',
    updated: [],
    close: () => client.close()
  }
}

/** The clients, each over a door of its own. `query` is appended to the address, `&a=b`. */
export const MCP_CLIENTS: [string, Connect][] = [
  [
    'the official v1 client in a session',
    (base, token, query = '') => v1(new OldHttp(new URL(`${base}/mcp?${query}`), { requestInit: bearer(token) }))
  ],
  [
    'the official v1 client over HTTP+SSE',
    (base, token, query = '') =>
      v1(new SSEClientTransport(new URL(`${base}/sse?${query}`), { requestInit: bearer(token) }))
  ],
  [
    'the official v1 client over HTTP+SSE with its token in the address',
    (base, token, query = '') => v1(new SSEClientTransport(new URL(`${base}/sse?token=${token}${query}`)))
  ],
  ['the official v2 client as it comes', (base, token, query = '') => v2(new URL(`${base}/mcp?${query}`), token)],
  [
    'the official v2 client at 2026-07-28',
    (base, token, query = '') => v2(new URL(`${base}/mcp?${query}`), token, '2026-07-28')
  ],
  ['the client of the Vercel AI SDK', (base, token, query = '') => aiSdk(`${base}/mcp?${query}`, token)]
]
