import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js'

/** Says what the agent answers to what it was asked: the event, the `next` of the tool, or the prompt, as it came. */
export type Think = (asked: string) => string | Promise<string>

/** An agent on the phone. */
interface PhoneAgent {
  /** What it was told beside what callers said, as it came. */
  told: Record<string, unknown>[]
  close(): Promise<void>
}

type Answer = { isError?: boolean; content: unknown; structuredContent?: unknown }
type CallTool = (name: string, args: Record<string, unknown>) => Promise<Answer>
type Connect = (base: string, token: string, think: Think) => Promise<PhoneAgent>

interface Waited {
  ack: string | null
  events: ({ kind: string; callId?: string } & Record<string, unknown>)[]
}
interface Replied {
  next?: { kind: string }
  terminal: boolean
  verdict: string
}

const bearer = (token: string) => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } })
const MODERN = { versionNegotiation: { mode: { pin: '2026-07-28' } } }
const sampled = (text: string) => ({
  model: 'a model',
  role: 'assistant' as const,
  content: { type: 'text' as const, text }
})
const promptOf = (messages: readonly { content: unknown }[]) =>
  [messages[0]?.content]
    .flat()
    .map((content) => (content as { text: string }).text)
    .join('')

/** Holds calls as the descriptions of the tools say, until the client is closed. */
function byTools(callTool: CallTool, think: Think, close: () => Promise<void>): PhoneAgent {
  const told: Record<string, unknown>[] = []
  const must = async <T>(name: string, args: Record<string, unknown>): Promise<T> => {
    const { isError, structuredContent, content } = await callTool(name, args)
    if (isError) throw new Error(`${name}: ${JSON.stringify(content)}`)
    return structuredContent as T
  }
  const talk = async (callId: string, first: string) => {
    for (let text = first; ; ) {
      const { next, terminal } = await must<Replied>('comms_reply_to_caller', { callId, text })
      if (terminal) return
      text = next === undefined ? '' : await think(JSON.stringify(next))
    }
  }
  const work = async () => {
    for (let ack: string | null = null; ; ) {
      const waited: Waited = await must('comms_wait_for_events', { waitSeconds: 20, ...(ack && { ack }) })
      ack = waited.ack
      for (const event of waited.events) {
        if (event.callId === undefined || !/^call\.(incoming|turn)$/.test(event.kind)) told.push(event)
        else await talk(event.callId, event.kind === 'call.turn' ? await think(JSON.stringify(event)) : '')
      }
    }
  }
  const working = work().catch((error: unknown) => void told.push({ failed: String(error) }))
  return {
    told,
    async close() {
      await close()
      await working
    }
  }
}

async function modernByTools(base: string, token: string, think: Think): Promise<PhoneAgent> {
  const client = new ModernClient({ name: 'v2', version: '1' }, MODERN)
  await client.connect(new ModernHttp(new URL(`${base}/mcp`), bearer(token)))
  return byTools(
    (name, args) => client.callTool({ name, arguments: args }),
    think,
    () => client.close()
  )
}

async function oldByTools(base: string, token: string, think: Think): Promise<PhoneAgent> {
  const client = new OldClient({ name: 'v1', version: '1' })
  await client.connect(new SSEClientTransport(new URL(`${base}/sse`), bearer(token)))
  return byTools(
    async (name, args) => (await client.callTool({ name, arguments: args })) as Answer,
    think,
    () => client.close()
  )
}

const bySampling =
  (transport: (base: string, token: string) => object): Connect =>
  async (base, token, think) => {
    const client = new OldClient({ name: 'v1', version: '1' }, { capabilities: { sampling: {} } })
    client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) =>
      sampled(await think(promptOf(params.messages)))
    )
    await client.connect(transport(base, token) as never)
    return { told: [], close: () => client.close() }
  }

async function byInputRequired(base: string, token: string, think: Think): Promise<PhoneAgent> {
  const client = new ModernClient({ name: 'v2', version: '1' }, { capabilities: { sampling: {} }, ...MODERN })
  client.setRequestHandler('sampling/createMessage', async ({ params }) =>
    sampled(await think(promptOf(params.messages)))
  )
  await client.connect(new ModernHttp(new URL(`${base}/mcp`), bearer(token)))
  const told: Record<string, unknown>[] = []
  const attend = async () => {
    for (let callId: unknown; ; ) {
      const { isError, content, structuredContent } = await client.callTool(
        { name: 'comms_attend_calls', arguments: { maxMinutes: 5, callId } },
        { timeout: 360_000 }
      )
      if (isError) throw new Error(JSON.stringify(content))
      const attended = structuredContent as Record<string, unknown>
      told.push(attended)
      callId = attended['callId']
    }
  }
  const attending = attend().catch((error: unknown) => void told.push({ failed: String(error) }))
  return {
    told,
    async close() {
      await client.close()
      await attending
    }
  }
}

/** Official clients that hold a phone call, each in a way of its own. */
export const PHONE_AGENTS: Record<string, Connect> = {
  'a v2 client at 2026-07-28 with tools only': modernByTools,
  'a v1 client over SSE with tools only': oldByTools,
  'a v1 client in a session by sampling': bySampling(
    (base, token) => new OldHttp(new URL(`${base}/mcp`), bearer(token))
  ),
  'a v1 client over SSE by sampling': bySampling(
    (base, token) => new SSEClientTransport(new URL(`${base}/sse`), bearer(token))
  ),
  'a v2 client by input-required results': byInputRequired
}
