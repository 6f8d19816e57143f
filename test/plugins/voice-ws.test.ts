import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calls, callTickets, callTurns } from '../../src/db/schema/index.ts'
import { sha256 } from '../../src/lib/crypto.ts'
import { agentLabel, metrics } from '../../src/observability/metrics.ts'
import { callSid, carrierHouse, type OpenedSocket, socketIn } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'

const house = await carrierHouse()
const { agent, app, comesIn, row, opens, placed, post, signature, counted } = house
// Everything below is counted from here on.
metrics.resetMetrics()

/** The URL at which the carrier may open the socket of a call that has just come in. */
async function invited(sid = callSid()): Promise<string> {
  return socketIn((await comesIn(sid)).text)
}

const setup = (sid: string) =>
  JSON.stringify({ type: 'setup', sessionId: `VX${sid.slice(2)}`, callSid: sid, direction: 'inbound' })
const prompt = (text: string) => JSON.stringify({ type: 'prompt', voicePrompt: text, lang: 'en-US', last: true })

type Chain = Record<string | symbol, (...args: unknown[]) => Chain>

/** Lets nothing change the row of a call until `run` is over. */
async function whileCallsWait<T>(run: () => Promise<T>): Promise<T> {
  const { db } = app
  const { update } = db
  const gate = Promise.withResolvers<void>()
  const waiting = (query: Chain): Chain =>
    new Proxy(query, {
      get: (target, name) =>
        name === 'then'
          ? (...then: never[]) => gate.promise.then(() => target).then(...then)
          : (...args: unknown[]) => waiting(target[name]?.(...args) as Chain)
    })
  db.update = ((table: typeof calls) => {
    const query = update.call(db, table)
    return table === calls ? waiting(query as unknown as Chain) : query
  }) as typeof update
  try {
    return await run()
  } finally {
    db.update = update
    gate.resolve()
  }
}

const ticketOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

describe('the socket of a call', () => {
  test('opens with its ticket and signature, and the call is live until the socket is closed', async () => {
    const sid = callSid()
    const { status, socket, closed } = await opens(await invited(sid))
    expect(status).toBe(101)
    socket.send(setup(sid))
    await until(async () => (await row(sid)).generation === 1, 'the call is open')

    expect(await row(sid)).toMatchObject({ state: 'in-progress', answeredAt: expect.any(Date) })
    expect(await counted('comms_active_calls')).toContain(`"value":1,"labels":{"agent":"${agentLabel(agent.id)}"}`)
    socket.close(1000)
    await closed
    await until(async () => !(await counted('comms_active_calls')).includes('"value":1'), 'the call is counted no more')
  })

  test('loses nothing that the carrier says while the call is being opened', async () => {
    const sid = callSid()
    await whileCallsWait(async () => {
      const opened = await opens(await invited(sid))
      opened.socket.send(setup(sid))
      opened.socket.send(prompt('Hello, are you there?'))
      for (let n = 0; n < 20; n++) await fetch(`${house.base}/health`)
    })
    const { id } = await row(sid)
    const first = and(eq(callTurns.callId, id), eq(callTurns.number, 1))
    await until(async () => (await app.db.$count(callTurns, first)) === 1, 'a turn is raised')

    const [turn] = await app.db.select().from(callTurns).where(first)
    expect(app.sealer.open(turn?.sealed ?? '', turn?.id ?? '')).toContain('Hello, are you there?')
  })

  const wrong: [string, (url: string) => { url?: string; headers: Record<string, string> }][] = [
    ['without a signature', () => ({ headers: {} })],
    ['with an empty signature', () => ({ headers: { 'x-twilio-signature': '' } })],
    ['signed by another account', (url) => ({ headers: { 'x-twilio-signature': signature(url, 'f'.repeat(32)) } })],
    ['signed for https', (url) => ({ headers: { 'x-twilio-signature': signature(url.replace(/^wss/, 'https')) } })],
    [
      'signed for another host',
      (url) => ({ headers: { 'x-twilio-signature': signature(url.replace(/\/\/[^/]+/, '//evil.example')) } })
    ],
    [
      'with a query that was added',
      (url) => ({ url: `${url}?a=1`, headers: { 'x-twilio-signature': signature(url) } })
    ],
    ...(['Aaaa'.repeat(11).slice(0, 43), 'x', '%00', `${'a'.repeat(500)}`] as const).map(
      (ticket): (typeof wrong)[number] => [
        `with the ticket ${ticket.slice(0, 8)}`,
        (url) => {
          const other = url.replace(ticketOf(url), ticket)
          return { url: other, headers: { 'x-twilio-signature': signature(other) } }
        }
      ]
    ),
    [
      'under the path of another agent',
      (url) => {
        const other = url.replace(agent.id, 'agt_other')
        return { url: other, headers: { 'x-twilio-signature': signature(other) } }
      }
    ]
  ]

  test.each(wrong)('is refused before the upgrade %s, and the ticket is still good', async (_what, forge) => {
    const url = await invited()
    const { url: other = url, headers } = forge(url)

    expect((await opens(other, headers)).status).toBe(403)
    expect((await opens(url)).status).toBe(101)
  })

  test('opens once for a ticket, however many show it at once', async () => {
    const url = await invited()
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => opens(url)))).map(({ status }) => status)

    expect(statuses.sort()).toEqual([101, ...Array(7).fill(403)])
  })

  test('is refused with a ticket that is a minute old', async () => {
    const url = await invited()
    const expiresAt = new Date(Date.now() - 1)
    await app.db
      .update(callTickets)
      .set({ expiresAt })
      .where(eq(callTickets.hash, sha256(ticketOf(url))))

    expect((await opens(url)).status).toBe(403)
  })

  test('needs no signature of a carrier that signs none, but the ticket', async () => {
    const sid = callSid()
    const call = await placed(sid)
    const { text } = await post(`voice?c=${call.id}`, { CallSid: sid, CallStatus: 'in-progress' })
    await app.db.update(calls).set({ provider: 'telnyx' }).where(eq(calls.id, call.id))

    expect((await opens(socketIn(text).slice(0, -1), {})).status).toBe(403)
    expect((await opens(socketIn(text), {})).status).toBe(101)
  })

  test('tells who asks without an upgrade nothing', async () => {
    const url = await invited()
    expect((await fetch(url.replace(/^wss/, 'http'))).status).toBe(403)
  })

  test('keeps no ticket that could be read from the database', async () => {
    const url = await invited()
    expect(JSON.stringify(await app.db.select().from(callTickets))).not.toContain(ticketOf(url))
  })

  test('of a call that is over meanwhile is closed as such', async () => {
    const sid = callSid()
    const url = await invited(sid)
    await app.db.update(calls).set({ state: 'completed' }).where(eq(calls.providerRef, sid))

    expect(await (await opens(url)).closed).toBe(1000)
  })
})

describe('a carrier that goes too far', () => {
  const opened = async (): Promise<OpenedSocket> => opens(await invited())

  test('loses its socket over a frame of ten megabytes', async () => {
    const { socket, closed } = await opened()
    socket.send('x'.repeat(10_000_000))

    expect(await closed).toBe(1009)
  })

  test('loses its socket over a flood of frames, and a burst is none', async () => {
    const burst = await opened()
    for (let n = 0; n < 300; n++) burst.socket.send('{"type":"info","name":"x","value":"y"}')
    const flood = await opened()
    for (let n = 0; n < 2000; n++) flood.socket.send('{"type":"info","name":"x","value":"y"}')

    expect(await flood.closed).toBe(1008)
    expect(burst.socket.readyState).toBe(burst.socket.OPEN)
  })

  test('is not understood, and goes on, when it sends what is no text', async () => {
    const { socket } = await opened()
    socket.send(Buffer.from([0, 1, 2]))
    const answered = new Promise((resolve) => socket.once('pong', resolve))
    socket.ping()

    await answered
    expect(socket.readyState).toBe(socket.OPEN)
  })
})
