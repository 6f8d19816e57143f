// Answers calls without calling a tool: the server asks the model of the client, turn by turn, by MCP sampling.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js'

const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

/** Your model goes here: `systemPrompt` says who speaks and how, `prompt` is the call so far. */
const think = async (_systemPrompt: string, prompt: string) => {
  const lines = prompt.split('\n').filter((line) => line.startsWith('Caller: '))
  return `You said: ${lines.at(-1)?.slice('Caller: '.length)}`
}

const client = new Client({ name: 'front-desk', version: '1.0.0' }, { capabilities: { sampling: {} } })
client.setRequestHandler(CreateMessageRequestSchema, async ({ params: { systemPrompt = '', messages } }) => {
  const [asked] = [messages.at(-1)?.content].flat()
  const text = await think(systemPrompt, asked?.type === 'text' ? asked.text : '')
  return { model: 'yours', role: 'assistant', content: { type: 'text', text } }
})
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }
const transport = new StreamableHTTPClientTransport(new URL(`${COMMS_URL}/mcp`), { requestInit: { headers } })
await client.connect(transport as Parameters<typeof client.connect>[0])
