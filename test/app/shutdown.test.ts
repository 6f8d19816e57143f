import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { testApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const HELD_MS = 5000

/** A connection on which requests are written without waiting for answers; `received` is everything that came back. */
function pipeline(base: string, token: string) {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const post = (tool: string, args: object) => {
    const body = JSON.stringify(args)
    const head = [`POST /v1/tools/${tool} HTTP/1.1`, `host: ${hostname}`, `authorization: Bearer ${token}`]
    socket.write(
      `${head.join('\r\n')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    )
  }
  const answers = async () => {
    await ended
    return received.split(/(?=HTTP\/1\.1 )/).map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: JSON.parse(body) }
    })
  }
  return { post, answers }
}

test('what runs at the shutdown is finished, and what comes after is refused in the one shape', async () => {
  const clock = virtualClock()
  const t = await testApp({}, clock)
  const { securityToken } = await t.provision()
  t.simulator.fault({ vendor: 'twilio', operation: 'CreateMessage', delayMs: HELD_MS })
  const line = pipeline(t.base, securityToken)

  line.post('comms_send_message', { channel: 'sms', to: '+14155550123', body: 'Hello' })
  await until(() => t.simulator.faults().length === 0, 'the carrier holds the message')
  const closing = t.app.close()
  await until(() => !t.app.accepting(), 'the shutdown began')
  line.post('comms_ping', {})
  await clock.advance(HELD_MS)

  const [sent, refused] = await line.answers()
  await closing
  expect(sent).toMatchObject({ status: 200, body: { status: 'sent' } })
  expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable', retryable: true } })
  expect(refused?.head).toContain('retry-after: 5')
})

test('a wait ends early and empty at the shutdown, instead of holding it up', async () => {
  const t = await testApp({}, virtualClock())
  const { securityToken } = await t.provision()
  const arrived = once(t.app.server, 'request')
  const waiting = t.call('comms_wait_for_events', { waitSeconds: 50 }, securityToken)
  await arrived

  await t.app.close()

  expect(await waiting).toMatchObject({ status: 200, body: { events: [], ack: null } })
})
