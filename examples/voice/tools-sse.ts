// The same over HTTP+SSE, for clients of the first generation.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { answerCalls } from './answer-calls.ts'

const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

const client = new Client({ name: 'front-desk', version: '1.0.0' })
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }
await client.connect(new SSEClientTransport(new URL(`${COMMS_URL}/sse`), { requestInit: { headers } }))

await answerCalls(client)
