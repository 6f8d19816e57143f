import { setTimeout as delay } from 'node:timers/promises'
import { quantile } from '../statistics.ts'
import { Connection, postHead, withBody } from './connection.ts'
import type { WakeJob, WakeOutcome } from './job.ts'
import { MCP_HEADERS, openSession } from './mcp-session.ts'
import { signedText } from './webhooks.ts'

/** Time for the wait to be under way when the webhook is posted, in milliseconds. */
const SETTLE_MS = 10

/** Measures from the first byte of a webhook to its answer, and to the answer of a `comms_wait_for_events` that it wakes. */
export async function runWake(job: WakeJob): Promise<WakeOutcome> {
  const [wait, hook] = await Promise.all([waiter(job), Connection.open(new URL(job.webhookUrl))])
  const wakes: number[] = []
  const accepts: number[] = []
  const started = performance.now()
  while ((await wait(0)) > 0);
  for (let sample = 0; sample < job.samples; sample++) {
    const text = signedText({ url: job.webhookUrl, authToken: job.authToken, to: job.to })
    const waiting = wait(20).then((events) => ({ events, at: performance.now() }))
    await delay(SETTLE_MS)
    const posted = performance.now()
    const accepted = await hook.ask(text)
    accepts.push(performance.now() - posted)
    const woken = await waiting
    if (accepted.status !== 200 || woken.events !== 1)
      throw new Error(`webhook ${accepted.status}, ${woken.events} events`)
    wakes.push(woken.at - posted)
  }
  hook.close()
  return {
    requests: job.samples,
    errors: 0,
    elapsedMs: performance.now() - started,
    p50Ms: quantile(wakes, 0.5),
    p99Ms: quantile(wakes, 0.99),
    acceptP50Ms: quantile(accepts, 0.5),
    acceptP99Ms: quantile(accepts, 0.99)
  }
}

/** Waits for events on a session of its own, each time acknowledging those of the time before; tells how many came. */
async function waiter(job: WakeJob): Promise<(waitSeconds: number) => Promise<number>> {
  const url = new URL(job.mcpUrl)
  const headers = { ...MCP_HEADERS, authorization: `Bearer ${job.token}` }
  const head = postHead(url, { ...headers, 'mcp-session-id': await openSession(url, headers) })
  const connection = await Connection.open(url)
  let id = 0
  let ack: string | null = null
  return async (waitSeconds) => {
    const params = { name: 'comms_wait_for_events', arguments: { waitSeconds, ...(ack !== null && { ack }) } }
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method: 'tools/call', params })
    const answer = await connection.ask(withBody(head, body))
    const json = answer.body.startsWith('{') ? answer.body : (/^data: (\{.*)$/m.exec(answer.body)?.[1] ?? '')
    const result = JSON.parse(json).result?.structuredContent
    if (!Array.isArray(result?.events)) throw new Error(`comms_wait_for_events: ${answer.body}`)
    ack = result.ack
    return result.events.length
  }
}
