// The same over HTTP+SSE, for clients of the first generation.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'

const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

/** Your model goes here: what the agent says to what it has heard. */
const think = async (heard: string) => `You said: ${heard}`

const client = new Client({ name: 'front-desk', version: '1.0.0' })
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }
await client.connect(new SSEClientTransport(new URL(`${COMMS_URL}/sse`), { requestInit: { headers } }))

async function call<T>(name: string, args: Record<string, unknown>): Promise<T> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: args })
  if (isError) throw new Error(JSON.stringify(content))
  return structuredContent as T
}

interface Events {
  ack: string | null
  events: { kind: string; callId?: string; body?: string }[]
}

interface Heard {
  next?: { kind: string; text?: string; digits?: string; spoken?: string }
  terminal: boolean
}

/** Speaks and listens until the call is over. Empty text only listens. */
async function hold(callId: string, first = ''): Promise<void> {
  let text = first === '' ? '' : await think(first)
  for (;;) {
    const { next, terminal } = await call<Heard>('comms_reply_to_caller', { callId, text })
    if (terminal) return
    const heard = next?.text ?? next?.digits ?? ''
    text = heard === '' ? '' : await think(heard)
    if (text !== '') console.log(`${heard} → ${text}`)
  }
}

for (let ack: string | null = null; ; ) {
  const waiting: Events = await call('comms_wait_for_events', { waitSeconds: 20, ...(ack && { ack }) })
  ack = waiting.ack
  for (const { kind, callId = '', body } of waiting.events)
    if (kind === 'call.incoming' || kind === 'call.turn') await hold(callId, body)
}
