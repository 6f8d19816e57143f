import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One post as a sink received it. */
export interface SinkPost {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** A server on loopback that keeps what is posted to it and answers with the status that `answer` says. */
export async function sink() {
  const posts: SinkPost[] = []
  let connections = 0
  let statusOf: (post: SinkPost) => number | 'hang' = () => 204
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const post = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      posts.push(post)
      const status = statusOf(post)
      if (status !== 'hang') response.writeHead(status).end()
    })
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    connections: () => connections,
    answer(status: (post: SinkPost) => number | 'hang') {
      statusOf = status
    }
  }
}
