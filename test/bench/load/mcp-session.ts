import { Connection, postHead, withBody } from './connection.ts'

const PROTOCOL = '2025-11-25'
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: { name: 'bench', version: '1' } }
}
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' }

/** Headers that every POST of an MCP client carries. */
export const MCP_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': PROTOCOL
}

/** Opens a 2025-era session and returns its id. @throws Error when the server opens none. */
export async function openSession(url: URL, headers: Record<string, string>): Promise<string> {
  const connection = await Connection.open(url)
  try {
    const opened = await connection.ask(withBody(postHead(url, headers), JSON.stringify(INITIALIZE)))
    const id = /\r\nmcp-session-id: *([^\r]+)/i.exec(opened.head)?.[1]
    if (opened.status !== 200 || id === undefined) throw new Error(`no session: ${opened.status} ${opened.body}`)
    const head = postHead(url, { ...headers, 'mcp-session-id': id })
    const told = await connection.ask(withBody(head, JSON.stringify(INITIALIZED)))
    if (told.status !== 202) throw new Error(`session not taken: ${told.status} ${told.body}`)
    return id
  } finally {
    connection.close()
  }
}

/** The body of a `tools/call` whose id is the number of the call; of the arguments, those in `{n}` and `{m}` are filled in later. */
export const toolCall = (name: string, args: object): string =>
  `{"jsonrpc":"2.0","id":{n},"method":"tools/call","params":${JSON.stringify({ name, arguments: args })}}`
