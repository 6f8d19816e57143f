import { eq } from 'drizzle-orm'
import { agents } from '../../src/db/schema/index.ts'
import { eventStream } from '../helpers/event-stream.ts'
import { holding, saying, seedLiveCall } from '../helpers/line-house.ts'
import type { TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'

/** What a speech was answered, line by line. */
export const linesOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Agents with a live call each, and those who speak for them over HTTP. */
export function speakers(opened: () => TestApp) {
  const post = (callId: string, token: string, body: string | ReadableStream, query = '', signal?: AbortSignal) =>
    fetch(`${opened().base}/v1/calls/${callId}/speech${query}`, {
      ...{ method: 'POST', body, duplex: 'half', signal: signal ?? null },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    } as RequestInit)
  const house = async () => {
    const t = opened()
    const { agentId, securityToken: token } = await t.provision()
    const [agent] = await t.app.db.select().from(agents).where(eq(agents.id, agentId))
    if (!agent) throw new Error('there is no agent')
    return { agentId, token, agent, call: await seedLiveCall(t.app, agent) }
  }
  return {
    house,
    /** An agent that listens on a stream, and is told that its caller has said something. */
    async told(saidByCaller = 'hello') {
      const { call, token } = await house()
      const stream = await eventStream(opened().base, token)
      const { line, spoken } = holding(opened().app, call)
      await until(() => line.listening() !== undefined, 'the stream listens')
      await line.offer(saying(call.id, 1, saidByCaller))
      await until(() => stream.told.length >= 2, 'the turn is told')
      return { call, token, stream, line, spoken }
    },
    /** Says this and nothing more. */
    speech: (callId: string, token: string, body: string, query?: string) => post(callId, token, body, query),
    /** A speech whose client is still making it. */
    speaking(callId: string, token: string, query = '') {
      const gone = new AbortController()
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      const write = (text: string) => writer.write(new TextEncoder().encode(text)).catch(() => undefined)
      const answer = post(callId, token, readable, query, gone.signal)
      answer.catch(() => undefined)
      return {
        ...{ answer, write, end: () => writer.close(), hangUp: () => gone.abort() },
        send: (line: object) => write(`${JSON.stringify(line)}\n`)
      }
    }
  }
}
