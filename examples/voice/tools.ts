// Answers the calls of an agent with tools alone, as any MCP client can; here at revision 2026-07-28 of the protocol.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { answerCalls } from './answer-calls.ts'

const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

const client = new Client(
  { name: 'front-desk', version: '1.0.0' },
  { versionNegotiation: { mode: { pin: '2026-07-28' } } }
)
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }
await client.connect(new StreamableHTTPClientTransport(new URL(`${COMMS_URL}/mcp`), { requestInit: { headers } }))

await answerCalls(client)
