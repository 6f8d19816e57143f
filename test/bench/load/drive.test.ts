import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { postHead, withBody } from './connection.ts'
import { drive } from './drive.ts'

async function serverOf(listener: RequestListener): Promise<URL> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`)
}

const poster = (url: URL) => () => withBody(postHead(url, { 'content-type': 'text/plain' }), 'abc')

test('as many requests are made as were asked for, never more than one at a time on a connection', async () => {
  let [requests, underWay, most] = [0, 0, 0]
  const url = await serverOf((request, response) => {
    requests++
    most = Math.max(most, ++underWay)
    request.resume().on('end', () => {
      underWay--
      response.end('right')
    })
  })

  const outcome = await drive(url, [poster(url), poster(url), poster(url)], { requests: 50 }, 'right')

  expect(outcome).toMatchObject({ requests: 50, errors: 0 })
  expect(requests).toBe(50)
  expect(most).toBeLessThanOrEqual(3)
})

test('a wrong status and a wrong body are errors, and the first of them is shown', async () => {
  let count = 0
  const url = await serverOf((request, response) => {
    count++
    request.resume().on('end', () => {
      if (count === 2) response.writeHead(500)
      response.end(count === 3 ? 'wrong' : 'right')
    })
  })

  const outcome = await drive(url, [poster(url)], { requests: 5 }, 'right')

  expect(outcome).toMatchObject({ requests: 5, errors: 2, problem: '500 right' })
})

test('a connection that the server cuts ends the run', async () => {
  const url = await serverOf((request) => request.socket.destroy())

  await expect(drive(url, [poster(url)], { requests: 5 }, 'right')).rejects.toThrow()
})

test('a client that has no more to ask ends, and the run with the last of them', async () => {
  const url = await serverOf((request, response) => void request.resume().on('end', () => response.end('right')))
  const three = [1, 2, 3].map(poster(url))

  const outcome = await drive(url, [() => three.pop(), () => three.pop()], { seconds: 60 }, 'right')

  expect(outcome).toMatchObject({ requests: 3, errors: 0 })
})
