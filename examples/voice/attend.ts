// Answers calls with one tool call: comms_attend_calls asks for input at each turn (MCP 2026-07-28), and the client answers by itself.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

/** Your model goes here: `systemPrompt` says who speaks and how, `prompt` is the call so far. */
const think = async (_systemPrompt: string, prompt: string) => {
  const lines = prompt.split('\n').filter((line) => line.startsWith('Caller: '))
  return `You said: ${lines.at(-1)?.slice('Caller: '.length)}`
}

const client = new Client(
  { name: 'front-desk', version: '1.0.0' },
  { capabilities: { sampling: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } }
)
client.setRequestHandler('sampling/createMessage', async ({ params: { systemPrompt = '', messages } }) => {
  const [asked] = [messages.at(-1)?.content].flat()
  const text = await think(systemPrompt, asked?.type === 'text' ? asked.text : '')
  return { model: 'yours', role: 'assistant', content: { type: 'text', text } }
})
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }
await client.connect(new StreamableHTTPClientTransport(new URL(`${COMMS_URL}/mcp`), { requestInit: { headers } }))

const MINUTES = 60
// It returns when the time is over, and after as many turns as clients answer within one request; then with the call that is still on.
for (let callId: string | undefined; ; ) {
  const attending = { maxMinutes: MINUTES, style: 'Short and friendly.', ...(callId !== undefined && { callId }) }
  const asked = { name: 'comms_attend_calls', arguments: attending }
  const { structuredContent } = await client.callTool(asked, { timeout: (MINUTES + 1) * 60_000 })
  console.log(structuredContent)
  callId = (structuredContent as { callId?: string }).callId
}
