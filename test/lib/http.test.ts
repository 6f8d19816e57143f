import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ExchangeError, type HttpLimits, httpClient } from '../../src/lib/http.ts'

const LIMITS: HttpLimits = { timeoutMs: 500, answerBytesMax: 1000, connections: 4 }

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that sees the bytes of each connection and answers them as it likes. */
async function tcp(onBytes: (socket: Socket, bytes: Buffer, connection: number) => void) {
  const seen: string[] = []
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => {
    const connection = sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      seen.push(bytes.toString())
      onBytes(socket, bytes, connection)
    })
  })
  const url = await listen(server)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  return { url, seen, sockets }
}

const post = (url: string) => ({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, body: 'hello' })
const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof ExchangeError ? error.outcome : error)
  )

test('an answer of any status is returned whole, with the request as it was given', async () => {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(418, { 'x-name': 'Value' }).end(`${request.method} ${request.url} ${body} ü`)
  })
  const exchange = httpClient(LIMITS)

  const answer = await exchange(post(`${await listen(server)}/a/b?c=d%20e`))

  expect(answer).toMatchObject({ status: 418, headers: { 'x-name': 'Value' }, text: 'POST /a/b?c=d%20e hello ü' })
})

test('connections are kept and used again', async () => {
  const server = createServer((request, response) => response.end(String(request.socket.remotePort)))
  const url = await listen(server)
  const exchange = httpClient({ ...LIMITS, connections: 100 })
  const ports = new Set<string>()

  for (let sent = 0; sent < 10; sent++) ports.add((await exchange(post(url))).text)

  expect(ports.size).toBeLessThanOrEqual(2)
})

test('where nobody listens, the request was not sent', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))

  expect(await outcomeOf(httpClient(LIMITS)(post(`http://127.0.0.1:${port}/`)))).toBe('unsent')
})

test('a name that does not resolve was not sent to', async () => {
  expect(await outcomeOf(httpClient(LIMITS)(post('http://nowhere.invalid/')))).toBe('unsent')
})

test('a handshake that fails was not sent over', async () => {
  const { url, seen } = await tcp((socket) => socket.destroy())

  expect(await outcomeOf(httpClient(LIMITS)(post(url.replace('http:', 'https:'))))).toBe('unsent')
  expect(seen.join('')).not.toContain('hello')
})

test.each<[string, (socket: Socket) => void]>([
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a close', (socket) => socket.end()],
  ['silence', () => undefined],
  ['half a header', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')],
  ['half a body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')],
  ['a body that never ends', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')],
  ['something that is not HTTP', (socket) => socket.end('SSH-2.0-nothing\r\n')],
  ['too much', (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n${'x'.repeat(2000)}`)]
])('after %s the outcome is unknown, and the request is not repeated', async (_name, reply) => {
  const { url, seen } = await tcp((socket) => reply(socket))

  expect(await outcomeOf(httpClient(LIMITS)(post(url)))).toBe('unknown')
  expect(seen.filter((bytes) => bytes.startsWith('POST'))).toHaveLength(1)
})

test('a kept connection that the other side cuts at the next request leaves its outcome unknown, unrepeated', async () => {
  let served = 0
  const { url, seen } = await tcp((socket) => {
    if (++served === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nkeep-alive: timeout=60\r\n\r\nok')
    else socket.resetAndDestroy()
  })
  const exchange = httpClient(LIMITS)
  await exchange(post(url))

  expect(await outcomeOf(exchange(post(url)))).toBe('unknown')
  expect(seen.filter((bytes) => bytes.startsWith('POST'))).toHaveLength(2)
})

test('what waits for a free connection until its time is up is never sent', async () => {
  const { url, seen } = await tcp((socket, bytes) => {
    if (!bytes.toString().includes('/first')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
  })
  const exchange = httpClient({ ...LIMITS, connections: 1 })

  const outcomes = await Promise.all([
    outcomeOf(exchange(post(`${url}/first`))),
    outcomeOf(exchange(post(`${url}/second`)))
  ])
  await exchange(post(`${url}/third`))

  expect(outcomes).toEqual(['unknown', 'unsent'])
  expect(seen.join('')).toContain('/third')
  expect(seen.join('')).not.toContain('/second')
})

test('a request that cannot be sent at all is a bug of its sender', async () => {
  const request = { ...post('http://127.0.0.1:9/'), headers: { 'x-name': 'a\r\nb: c' } }

  expect(await outcomeOf(httpClient(LIMITS)(request))).toMatchObject({ code: 'UND_ERR_INVALID_ARG' })
})
