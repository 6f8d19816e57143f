import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { BlockedAddressError, isPublicAddress, safePost } from '../../src/lib/safe-fetch.ts'

async function sink(answer: RequestListener = (_request, response) => response.end()) {
  const server = createServer(answer)
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, connections: () => connections }
}

const post = (url: string, allowPrivate = false, timeoutMs = 5000) =>
  safePost({ url, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs, allowPrivate })

test.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://user:secret@127.0.0.1:PORT/',
  'http://user@example.com/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'not a url'
])('opens no connection for %s', async (pattern) => {
  const { port, connections } = await sink()

  await expect(post(pattern.replace('PORT', String(port)))).rejects.toBeInstanceOf(BlockedAddressError)

  expect(connections()).toBe(0)
})

test.each([
  ['8.8.8.8', true],
  ['2606:4700:4700::1111', true],
  ['::ffff:8.8.8.8', true],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['198.18.0.1', false],
  ['192.0.2.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['2002:7f00:1::', false],
  ['::7f00:1', false],
  ['100:0:0:1::1', false],
  ['::', false],
  ['words', false]
])('tells whether %s is on the public internet', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected)
})

test('posts to private addresses when the owner of the server allows it', async () => {
  const { port } = await sink((_request, response) => response.writeHead(202).end('thanks'))

  expect(await post(`http://localhost:${port}/`, true)).toBe(202)
})

test('does not follow a redirect', async () => {
  const inside = await sink()
  const outside = await sink((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end()
  )

  expect(await post(`http://127.0.0.1:${outside.port}/`, true)).toBe(307)
  expect(inside.connections()).toBe(0)
})

test('gives up on a host that does not answer in time', async () => {
  const { port } = await sink(() => undefined)

  await expect(post(`http://127.0.0.1:${port}/`, true, 50)).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('does not read an endless answer', async () => {
  let written = 0
  const { port } = await sink((_request, response) => {
    const chunk = Buffer.alloc(16_384)
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })

  expect(await post(`http://127.0.0.1:${port}/`, true)).toBe(200)
  expect(written).toBeLessThan(64 * 1024 * 1024)
})
