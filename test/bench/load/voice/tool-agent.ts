import { Connection, postHead, withBody } from '../connection.ts'
import { MCP_HEADERS, openSession } from '../mcp-session.ts'
import { answerTo, type BenchVoice, type Line } from './agent.ts'

/** As much of the results of both tools as is needed. */
interface Result {
  events?: { kind: string; callId: string; body?: string }[]
  ack?: string | null
  next?: { kind: string; text?: string }
  terminal?: boolean
}

type CallTool = (name: string, args: object) => Promise<Result>

/** Waits for calls with `comms_wait_for_events` and holds each with `comms_reply_to_caller`, all on one MCP session. */
export async function toolAgent({ url: base, token }: Line): Promise<BenchVoice> {
  const url = new URL('/mcp', base)
  const headers = { ...MCP_HEADERS, authorization: `Bearer ${token}` }
  const head = postHead(url, { ...headers, 'mcp-session-id': await openSession(url, headers) })
  const connections = new Set<Connection>()
  let failure: Error | undefined
  let over = false
  const fail = (error: Error) => {
    if (!over) failure ??= error
  }
  let id = 0
  const client = async (): Promise<CallTool> => {
    const connection = await Connection.open(url)
    connections.add(connection)
    return async (name, args) => {
      const asked = { jsonrpc: '2.0', id: ++id, method: 'tools/call', params: { name, arguments: args } }
      return resultOf(name, (await connection.ask(withBody(head, JSON.stringify(asked)))).body)
    }
  }
  const held = new Set<string>()
  const wait = async (call: CallTool) => {
    for (let ack: string | null = null; !over; ) {
      const { events = [], ...rest } = await call('comms_wait_for_events', { waitSeconds: 20, ...(ack && { ack }) })
      ack = rest.ack ?? null
      for (const { callId, body } of events) {
        if (held.has(callId)) continue
        held.add(callId)
        client()
          .then((own) => hold(own, callId, body), fail)
          .catch(fail)
      }
    }
  }
  wait(await client()).catch(fail)
  return {
    failed: () => failure,
    close() {
      over = true
      for (const connection of connections) connection.close()
    }
  }
}

async function hold(call: CallTool, callId: string, asked: string | undefined): Promise<void> {
  for (let question = asked; ; ) {
    const text = question === undefined ? '' : answerTo(question)
    const { next, terminal } = await call('comms_reply_to_caller', { callId, text, listenSeconds: 20 })
    if (terminal) return
    question = next?.text
  }
}

function resultOf(name: string, body: string): Result {
  const json = body.startsWith('{') ? body : (/^data: (\{.*)$/m.exec(body)?.[1] ?? '')
  const result = JSON.parse(json).result
  if (!result?.structuredContent || result.isError) throw new Error(`${name}: ${body}`)
  return result.structuredContent
}
