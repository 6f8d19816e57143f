import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { CarrierSocket } from '../../src/plugins/carrier-socket.ts'
import { LiveCalls } from '../../src/plugins/live-calls.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

/** Both ends of a socket, and a clock that stands still. */
async function pair(options: { autoPong?: boolean } = {}) {
  const clock = virtualClock()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, options)
  onTestFinished(() => {
    client.terminate()
    for (const each of server.clients) each.terminate()
    server.close()
  })
  const closed = new Promise<number>((resolve) => client.once('close', resolve))
  const [socket] = await Promise.all([accepted, new Promise((resolve) => client.once('open', resolve))])
  return { clock, client, closed, socket, carrier: new CarrierSocket(socket, clock), live: new LiveCalls(clock) }
}

/** A call that goes on; one that is quiet is given on as soon as it is asked for. */
const busyOn = (carrier: CarrierSocket) => ({ release: () => undefined, letGo: () => carrier.close(1012, 'restart') })
const quietOn = (carrier: CarrierSocket) => ({ ...busyOn(carrier), release: () => carrier.close(1012, 'restart') })

test('a carrier that gives no sign of life for two pings loses its socket', async () => {
  const { clock, carrier, closed, live, client } = await pair({ autoPong: false })
  live.add(busyOn(carrier), carrier)
  let pings = 0
  client.on('ping', () => pings++)

  await clock.advance(20_000)
  await clock.advance(20_000)
  await until(() => pings === 2, 'both pings arrive')
  expect(client.readyState).toBe(client.OPEN)
  await clock.advance(20_000)

  expect(await closed).toBe(1006)
})

test('a carrier that answers keeps its socket for as long as it likes', async () => {
  const { clock, carrier, live, client, socket } = await pair()
  live.add(busyOn(carrier), carrier)

  for (let n = 0; n < 10; n++) {
    const answered = new Promise((resolve) => socket.once('pong', resolve))
    await clock.advance(20_000)
    await answered
  }
  expect(client.readyState).toBe(client.OPEN)
})

test('a carrier that does not read loses its socket before what waits for it fills the memory', async () => {
  const { carrier, client, socket } = await pair()
  client.pause()
  const frame = 'x'.repeat(32 * 1024)
  let most = 0

  for (let n = 0; n < 2000 && socket.readyState === socket.OPEN; n++) {
    carrier.send(frame)
    most = Math.max(most, socket.bufferedAmount)
    await new Promise((resolve) => setImmediate(resolve))
  }

  expect(socket.readyState).not.toBe(socket.OPEN)
  expect(most).toBeLessThan(512 * 1024)
})

test('what is said over a socket that is closed is dropped', async () => {
  const { carrier, closed, client } = await pair()
  client.close(1000)
  await closed

  expect(() => carrier.send('late')).not.toThrow()
})

test('frames come through at the longest pace of two hundred a second', async () => {
  const { clock, carrier, client, socket } = await pair()
  let heard = 0
  carrier.onText(() => heard++)

  for (let second = 0; second < 10; second++) {
    for (let n = 0; n < 200; n++) client.send('frame')
    await until(() => heard === (second + 1) * 200, 'a second of frames arrives')
    await clock.advance(1000)
  }
  expect(socket.readyState).toBe(socket.OPEN)
})

test('a shutdown releases each call, waits for those that are busy, and then closes what is left', async () => {
  const [quiet, busy] = [await pair(), await pair()]
  const live = new LiveCalls(busy.clock)
  live.add(quietOn(quiet.carrier), quiet.carrier)
  live.add(busyOn(busy.carrier), busy.carrier)
  let over = false

  const drained = live.drain(20_000).then(() => {
    over = true
  })
  expect(await quiet.closed).toBe(1012)
  await busy.clock.advance(19_999)
  expect(over).toBe(false)
  expect(busy.client.readyState).toBe(busy.client.OPEN)
  await busy.clock.advance(1)

  expect(await busy.closed).toBe(1012)
  await drained
})

test('a shutdown is over as soon as the last call is', async () => {
  const { carrier, live, closed } = await pair()
  live.add(quietOn(carrier), carrier)

  await live.drain(20_000)

  expect(await closed).toBe(1012)
})

test('a call that comes in the middle of a shutdown is given on at once', async () => {
  const { carrier, live, closed } = await pair()
  await live.drain(20_000)
  live.add(quietOn(carrier), carrier)

  expect(await closed).toBe(1012)
})
