import { expect } from 'vitest'

/** Headers of agent A that accept both kinds of answer. */
export const HEADERS = {
  authorization: 'Bearer token-a',
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream'
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { sampling: {} }
}

/** One JSON-RPC request. */
export const rpc = (method: string, params: object = {}, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params
})

/** A JSON-RPC answer as these tests look at it. */
export interface Answer {
  id: number | string
  method?: string
  params?: { progress?: number }
  error?: { code: number; message: string }
  result?: {
    structuredContent?: Record<string, unknown>
    resultType?: string
    requestState?: string
    isError?: boolean
    tools?: { name: string }[]
    cacheScope?: string
    supportedVersions?: string[]
    content?: { text: string }[]
  }
}

export const answerOf = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer

/** Speaks to one server without any client library. */
export function wireTo(base: string) {
  const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${base}/mcp`, {
      method: 'POST',
      headers: { ...HEADERS, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal })
    })
  /** A request of the stateless revision, right in every header unless `headers` say otherwise. */
  const modern = (
    method: string,
    params: Record<string, unknown> = {},
    headers: Record<string, string> = {},
    id: number | string = 1,
    signal?: AbortSignal
  ) => {
    const name = params['name'] ?? params['uri']
    const own = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': String(name) })
    }
    return post(rpc(method, { ...params, _meta: META }, id), { ...own, ...headers }, signal)
  }
  const initialize = (version = '2025-11-25', headers: Record<string, string> = {}) =>
    post(
      rpc('initialize', { protocolVersion: version, capabilities: {}, clientInfo: { name: 'raw', version: '1' } }),
      headers
    )
  /** Opens a session and returns the headers that name it. */
  const session = async (version = '2025-11-25', headers: Record<string, string> = {}) => {
    const response = await initialize(version, headers)
    expect(response.status).toBe(200)
    const id = response.headers.get('mcp-session-id') ?? ''
    const own: Record<string, string> = { 'mcp-session-id': id, 'mcp-protocol-version': version, ...headers }
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, own)
    return own
  }
  const stream = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(base + path, {
      headers: { ...HEADERS, accept: 'text/event-stream', ...headers },
      ...(signal && { signal })
    })
  const cancel = (requestId: number | string, own: Record<string, string>) =>
    post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } }, own)
  return { post, modern, initialize, session, stream, cancel, META }
}

/** The messages of an event stream, with their ids. */
export const eventsIn = (text: string) =>
  text
    .split('\n\n')
    .filter((block) => block.includes('data: {'))
    .map((block) => ({
      id: /^id: (.+)$/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.+)$/m.exec(block)?.[1] ?? '') as Answer
    }))

/** Reads a stream until the text satisfies the condition, and leaves it open or cancels it. */
export async function readUntil(response: Response, done: (text: string) => boolean, keep = false): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  while (!done(text)) {
    const { value, done: end } = await reader.read()
    if (end) return text
    text += new TextDecoder().decode(value)
  }
  if (keep) reader.releaseLock()
  else await reader.cancel()
  return text
}
