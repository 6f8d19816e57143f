import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One question as an endpoint of an agent received it. */
export interface Asked {
  path: string
  headers: IncomingMessage['headers']
  body: string
}

/** An endpoint of an agent on loopback that answers as `work` says, and knows who hung up on it. */
export async function brainServer(work: (response: ServerResponse, asked: Asked) => void) {
  const asked: Asked[] = []
  const state = { closed: 0 }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
    asked.push(one)
    response.on('close', () => {
      if (!response.writableFinished) state.closed++
    })
    work(response, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, state },
    /** As if its process had died. */
    kill() {
      server.closeAllConnections()
      server.close()
    }
  }
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Answers with a stream of events, one for each of these, and ends it. */
export const events =
  (...data: (object | string)[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const each of data) response.write(`data: ${typeof each === 'string' ? each : JSON.stringify(each)}\n\n`)
    response.end()
  }

/** A stream of events that goes on as long as the test says, piece by piece; `done` ends it. */
export function flowing(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const put = (data: string) => void response.write(`data: ${data}\n\n`)
  return {
    say: (...pieces: string[]) => {
      for (const piece of pieces) put(JSON.stringify(delta(piece)))
    },
    done() {
      put(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }))
      put('[DONE]')
      response.end()
    }
  }
}

/** One piece of a chat completion, as it is streamed. */
export const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] })
