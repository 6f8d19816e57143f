// Takes the calls of an agent and holds each to its end, with two tools and whatever MCP client there is.
/** Your model goes here: what the agent says to what it has heard. */
const think = async (heard: string) => `You said: ${heard}`

/** A client as every MCP library makes it. */
interface Client {
  callTool(request: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>
}

interface Events {
  ack: string | null
  events: { kind: string; callId?: string; body?: string }[]
}

interface Heard {
  next?: { kind: string; text?: string; digits?: string; spoken?: string }
  terminal: boolean
}

/** Waits for calls and answers them, one after the other, for ever. */
export async function answerCalls(client: Client): Promise<never> {
  for (let ack: string | null = null; ; ) {
    const waiting: Events = await call(client, 'comms_wait_for_events', { waitSeconds: 20, ...(ack && { ack }) })
    ack = waiting.ack
    for (const { kind, callId = '', body } of waiting.events)
      if (kind === 'call.incoming' || kind === 'call.turn') await hold(client, callId, body)
  }
}

/** Speaks and listens until the call is over. Empty text only listens. */
async function hold(client: Client, callId: string, first = ''): Promise<void> {
  let text = first === '' ? '' : await think(first)
  for (;;) {
    const { next, terminal } = await call<Heard>(client, 'comms_reply_to_caller', { callId, text })
    if (terminal) return
    const heard = next?.text ?? next?.digits ?? ''
    text = heard === '' ? '' : await think(heard)
    if (text !== '') console.log(`${heard} → ${text}`)
  }
}

async function call<T>(client: Client, name: string, args: Record<string, unknown>): Promise<T> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: args })
  if (isError) throw new Error(JSON.stringify(content))
  return structuredContent as T
}
