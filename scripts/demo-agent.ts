import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Failure } from '../src/errors.ts'
import type { Next } from '../src/schemas/call.ts'
import type { EventView } from '../src/schemas/event-view.ts'

/** How long an agent waits for something that must come, in milliseconds. */
const PATIENCE_MS = 15_000

/** An AI agent of the demo, or its operator: an MCP client with a token. */
export interface DemoAgent {
  /** Calls a tool. @throws Error when it refuses. */
  call<T = Record<string, unknown>>(tool: string, args?: Record<string, unknown>): Promise<T>
  /** Calls a tool that is to refuse. @throws Error when it does not. */
  refused(tool: string, args: Record<string, unknown>): Promise<Failure>
  /** Waits for an event like this one, acknowledging all on the way. @throws Error when it does not come. */
  event(wanted: Partial<EventView>): Promise<EventView>
  /**
   * Holds the call that comes in next, or the one that it has placed, by tools alone until it is over: what `answer`
   * returns is spoken; undefined leaves the caller without an answer, and the agent is gone.
   * @throws Error when nobody calls
   */
  hold(answer: Answer, callId?: string): Promise<HeldCall>
  /** Every event that was handed to it so far. */
  readonly seen: EventView[]
  close(): Promise<void>
}

/** What an agent says to what the other side did. */
export type Answer = (caller: Next, callId: string) => string | undefined | Promise<string | undefined>

/** A call as the agent that held it knows it. */
export interface HeldCall {
  callId: string
  /** What the other side did, turn by turn. */
  turns: Next[]
}

/** Connects an MCP client of the official SDK. */
export async function connectAgent(url: string, token: string): Promise<DemoAgent> {
  const client = new Client({ name: 'demo', version: '1' })
  const headers = { Authorization: `Bearer ${token}` }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }))
  const seen: EventView[] = []
  let used = 0
  let ack: string | undefined

  const ask = async (tool: string, args: Record<string, unknown>) => {
    const { isError, structuredContent, content } = await client.callTool({ name: tool, arguments: args })
    const [first] = content as { text?: string }[]
    return { isError: isError === true, structuredContent, text: first?.text ?? '' }
  }
  const call = async <T>(tool: string, args: Record<string, unknown> = {}): Promise<T> => {
    const { isError, structuredContent, text } = await ask(tool, args)
    if (isError) throw new Error(`${tool} refused: ${(JSON.parse(text) as Failure).message}`)
    return structuredContent as T
  }
  const more = async () => {
    const batch = await call<{ events: EventView[]; ack: string | null }>('comms_wait_for_events', {
      waitSeconds: 5,
      ...(ack !== undefined && { ack })
    })
    ack = batch.ack ?? undefined
    seen.push(...batch.events)
  }
  return {
    call,
    seen,
    hold: async (answer, callId) => hold(call, answer, callId ?? (await picksUp(call))),
    async refused(tool, args) {
      const { isError, text } = await ask(tool, args)
      if (!isError) throw new Error(`${tool} was not refused`)
      return JSON.parse(text) as Failure
    },
    async event(wanted) {
      const deadline = performance.now() + PATIENCE_MS
      const fits = (event: EventView) =>
        Object.entries(wanted).every(([field, value]) => event[field as keyof EventView] === value)
      for (;;) {
        const at = seen.findIndex((event, index) => index >= used && fits(event))
        const found = seen[at]
        if (found) {
          used = at + 1
          return found
        }
        if (performance.now() > deadline) throw new Error(`never came: ${JSON.stringify(wanted)}`)
        await more()
      }
    },
    close: () => client.close()
  }
}

type Call = DemoAgent['call']

async function hold(call: Call, answer: Answer, callId: string): Promise<HeldCall> {
  const turns: Next[] = []
  for (let text = ''; ; ) {
    const { next, terminal } = await call<{ next?: Next; terminal: boolean }>('comms_reply_to_caller', { callId, text })
    text = ''
    if (next === undefined) continue
    turns.push(next)
    if (terminal || next.kind === 'ended') return { callId, turns }
    const reply = await answer(next, callId)
    if (reply === undefined) return { callId, turns }
    text = reply
  }
}

/** The call that comes in next. */
async function picksUp(call: Call): Promise<string> {
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    const wanted = { waitSeconds: 5, kinds: ['call.incoming'] }
    const { events } = await call<{ events: EventView[] }>('comms_wait_for_events', wanted)
    const callId = events[0]?.callId
    if (callId !== undefined) return callId
  }
  throw new Error('nobody called')
}
