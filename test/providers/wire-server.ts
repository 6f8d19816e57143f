import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it reached the vendor. */
export interface WireRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

/** What the vendor answers; a body of text or bytes is sent as it is. */
export interface WireAnswer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

/** What goes wrong with the next request. `before`: it is not worked on; `after`: it is, and the answer is lost. */
export type Fault = { status: number; retryAfter?: string } | { cut: 'before' | 'after' } | { hang: true }

/** A vendor on loopback that works on requests with `work` and answers a fault's status with `refuse`. */
export async function wireServer(
  work: (request: WireRequest) => WireAnswer,
  refuse: (status: number) => unknown = () => ({})
) {
  const requests: WireRequest[] = []
  const faults: Fault[] = []
  const server = createServer(async (request, response) => {
    const received = await read(request)
    requests.push(received)
    const fault = faults.shift()
    if (fault === undefined) return give(response, work(received))
    if ('hang' in fault) return
    if ('cut' in fault) {
      if (fault.cut === 'after') work(received)
      return void request.socket.destroy()
    }
    const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
    give(response, { status: fault.status, headers, body: refuse(fault.status) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, requests, fail: (fault: Fault) => void faults.push(fault) }
}

/** The URL of a port on which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor')
  const { method = '', headers } = request
  return { method, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks).toString() }
}

function give(response: ServerResponse, { status = 200, headers, body }: WireAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(
    typeof body === 'string' || Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body)
  )
}
