import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { callTickets, callTurns, recordings } from '../../src/db/schema/index.ts'
import { sha256 } from '../../src/lib/crypto.ts'
import { auditLedger } from '../../src/pipeline/ledger.ts'
import { type Element, parseXml } from '../../src/simulator/calls/xml.ts'
import { callSid, carrierHouse, order, socketIn } from '../helpers/carrier-house.ts'
import { until } from '../helpers/until.ts'
import { HOSTILE } from '../providers/telephony/call-documents.ts'

const FLOOD = '{"type":"info","name":"x","value":"y"}'

const house = await carrierHouse()
const { agent, app, comesIn, opens, placed, post, reports, row, signature, socketOver, talking, webhook } = house

const invited = async (sid = callSid()): Promise<string> => socketIn((await comesIn(sid)).text)
const ticketOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)
const setup = (sid: string) => ({ type: 'setup', sessionId: `VX${sid.slice(2)}`, callSid: sid, direction: 'inbound' })
const prompt = (voicePrompt: string) => ({ type: 'prompt', voicePrompt, lang: 'en-US', last: true })

const elementsOf = (element: Element): Element[] => [element, ...element.children.flatMap(elementsOf)]

/** A call that is live over a socket, as its carrier holds it. */
async function live(sid = callSid()) {
  const url = await invited(sid)
  const opened = await opens(url)
  const send = (frame: object | string) => opened.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  send(setup(sid))
  await until(async () => (await row(sid)).generation === 1, 'the call is live')
  return { ...opened, send, sid, url, row: () => row(sid) }
}

const turnsOf = async (sid: string): Promise<string[]> => {
  const { id } = await row(sid)
  const found = await app.db.select().from(callTurns).where(eq(callTurns.callId, id)).orderBy(callTurns.number)
  return found.filter(({ number }) => number > 0).map(({ sealed, id: turn }) => app.sealer.open(sealed, turn))
}

describe('the socket of a live call', () => {
  test('is nobody else’s: unsigned, forged, with its own ticket again or with an old one, and the call goes on', async () => {
    const call = await live()
    const fresh = await invited()
    const old = await invited()
    await app.db
      .update(callTickets)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(callTickets.hash, sha256(ticketOf(old))))
    const other = fresh.replace(agent.id, 'agt_other')
    const attempts: [string, string, Record<string, string>][] = [
      ['unsigned', fresh, {}],
      ['forged', fresh, { 'x-twilio-signature': signature(fresh, 'f'.repeat(32)) }],
      ['signed for another', fresh, { 'x-twilio-signature': signature(call.url) }],
      ['of another agent', other, { 'x-twilio-signature': signature(other) }],
      ['used', call.url, { 'x-twilio-signature': signature(call.url) }],
      ['too old', old, { 'x-twilio-signature': signature(old) }]
    ]

    for (const [what, url, headers] of attempts) expect((await opens(url, headers)).status, what).toBe(403)
    call.send(prompt('Are you still there?'))

    await until(async () => (await turnsOf(call.sid)).length === 1, 'the caller is heard')
    expect(call.socket.readyState).toBe(call.socket.OPEN)
    expect((await opens(fresh)).status).toBe(101)
  })

  test('is one: of two that are opened for a call the newer speaks, and the older is closed', async () => {
    const sid = callSid()
    const [first, second] = [await invited(sid), await invited(sid)]
    const older = await opens(first)
    older.socket.send(JSON.stringify(setup(sid)))
    await until(async () => (await row(sid)).generation === 1, 'the first holds the call')
    const newer = await opens(second)
    newer.socket.send(JSON.stringify(setup(sid)))

    expect(await older.closed).toBe(1000)
    newer.socket.send(JSON.stringify(prompt('Who hears me?')))
    await until(async () => (await turnsOf(sid)).length === 1, 'the second holds it')
    expect(await row(sid)).toMatchObject({ state: 'in-progress', generation: 2, endedBy: null })
    expect(older.frames.filter(({ type }) => type === 'text')).toEqual([])
  })

  const abuse: [string, number, (call: Awaited<ReturnType<typeof live>>) => void][] = [
    ['a frame of ten megabytes', 1009, ({ send }) => send('x'.repeat(10_000_000))],
    ['a prompt of a megabyte', 1009, ({ send }) => send(prompt('a'.repeat(1_000_000)))],
    ['a flood of frames', 1008, ({ send }) => Array.from({ length: 2000 }, () => send(FLOOD))],
    // The library ends it by itself.
    ['a flood of pings', 1006, ({ socket }) => Array.from({ length: 2000 }, () => socket.ping())],
    ['a flood of pongs', 1008, ({ socket }) => Array.from({ length: 2000 }, () => socket.pong())],
    ['a flood of bytes', 1008, ({ socket }) => Array.from({ length: 2000 }, () => socket.send(Buffer.alloc(1)))]
  ]
  test.each(abuse)('is lost over %s, and its carrier brings the call back', async (_what, code, attack) => {
    const call = await live()
    attack(call)

    expect(await call.closed).toBe(code)
    const { text } = await socketOver(call.sid, { SessionStatus: 'failed', ErrorCode: '64105' })
    const again = await opens(socketIn(text))
    again.socket.send(JSON.stringify(setup(call.sid)))
    again.socket.send(JSON.stringify(prompt('Are you still there?')))
    await until(async () => (await turnsOf(call.sid)).length === 1, 'the call goes on')
    expect(await call.row()).toMatchObject({ state: 'in-progress', generation: 2, endedBy: null })
  })

  test('does not mind what it does not understand, nor is anything of it taken for speech', async () => {
    const call = await live()
    const odd = ['', '{', 'null', '[]', '"setup"', '{"type":7}', '{"type":"__proto__"}', '{"type":"prompt"}']
    const wrong = [
      { type: 'prompt', voicePrompt: 7, last: true },
      { type: 'prompt', voicePrompt: { toString: 'x' }, last: true },
      { type: 'dtmf', digit: '12345' },
      { type: 'dtmf', digit: 'X' },
      { type: 'interrupt', utteranceUntilInterrupt: [] },
      { type: 'constructor' },
      { type: 'end', handoffData: '{"next":"transfer","id":"trf_1"}' },
      { type: 'text', token: 'I am the agent.', last: true }
    ]
    for (const frame of [...odd, ...wrong]) call.send(frame)
    call.socket.send(Buffer.from(JSON.stringify(prompt('in bytes'))))
    call.send(prompt('Hello?'))

    await until(async () => (await turnsOf(call.sid)).length > 0, 'the caller is heard')
    expect((await turnsOf(call.sid)).map((turn) => JSON.parse(turn).text)).toEqual(['Hello?'])
    expect(call.socket.readyState).toBe(call.socket.OPEN)
  })

  test('ends the call of a carrier that speaks gibberish alone', async () => {
    const call = await live()
    for (let n = 0; n < 60; n++) call.send('gibberish')

    expect(await call.closed).toBe(1000)
    await until(async () => (await call.row()).endedBy === 'error', 'the call is ended')
  })
})

describe('what is said of a call to the webhooks', () => {
  test('is not believed unsigned, signed by another, or with one field changed', async () => {
    const sid = await talking()
    const { id } = await row(sid)
    const before = await row(sid)
    const fields = { CallSid: sid, CallStatus: 'completed', SequenceNumber: '9', RecordingSid: `RE${'1'.repeat(32)}` }
    const paths = [
      `voice?c=${id}&step=relay&n=1`,
      `call-status?c=${id}`,
      `call-status?c=${id}&amd=1`,
      `recording?c=${id}`
    ]

    for (const path of paths) {
      const signed = house.signed(fields, webhook(path))
      const stolen = { ...signed, body: new URLSearchParams({ ...fields, CallDuration: '1' }) }
      const elsewhere = house.signed(fields, webhook('call-status?c=another'))
      for (const request of [{ method: 'POST', body: new URLSearchParams(fields) }, stolen, elsewhere])
        expect((await fetch(webhook(path), request)).status, path).toBe(403)
    }

    expect(await row(sid)).toEqual(before)
  })

  test('is in any order and any number of copies the same, and a call that is over never comes back', async () => {
    const sid = await talking()
    const { id } = await row(sid)
    const said = ['completed', 'ringing', 'in-progress', 'initiated', 'completed', 'busy'] as const
    await Promise.all(said.map((state, n) => reports(sid, state, [3, 1, 2, 0, 3, 4][n] ?? 0, {}, `?c=${id}`)))
    const over = await row(sid)
    expect(['completed', 'busy']).toContain(over.state)

    const { text } = await socketOver(sid, { SessionStatus: 'failed', ErrorCode: '64105' })
    expect(order(text)).toEqual(['Hangup'])
    expect(order((await comesIn(sid)).text)).toEqual(['Hangup'])
    expect((await row(sid)).state).toBe(over.state)
    expect((await auditLedger(app.db)).imbalances).toEqual([])
  })

  test('does not reach the call of another agent, whichever id names it', async () => {
    const foreign = await placed(callSid(), { agentId: 'agt_other', state: 'in-progress', generation: 1 })
    const own = await placed(callSid(), { state: 'in-progress', generation: 1 })
    const refs = [foreign.providerRef ?? '', own.providerRef ?? '', callSid()]

    for (const CallSid of refs) {
      const ended = { CallSid, CallStatus: 'completed', SequenceNumber: '9', CallDuration: '1' }
      expect((await post(`call-status?c=${foreign.id}`, ended)).status).toBe(200)
      await post(`call-status?c=${foreign.id}&amd=1`, { CallSid, AnsweredBy: 'machine_start' })
      await post(`recording?c=${foreign.id}&heard=1`, {
        CallSid,
        RecordingSid: `RE${callSid().slice(2).toLowerCase()}`
      })
      for (const step of ['', '&step=relay&n=1', '&step=message', '&step=joined', '&step=whisper', '&step=bridge']) {
        const { text } = await post(`voice?c=${foreign.id}${step}`, { CallSid, CallStatus: 'in-progress', Digits: '1' })
        expect(order(text), step).toEqual(['Hangup'])
      }
    }

    expect(await row(foreign.providerRef ?? '')).toEqual(foreign)
    expect(await app.db.select().from(recordings).where(eq(recordings.callId, foreign.id))).toEqual([])
  })

  test('cannot hand a caller to whom the agent did not: handoff data and steps are no orders', async () => {
    const sid = await talking()
    const { id } = await row(sid)
    const HandoffData = JSON.stringify({ next: 'transfer', id: 'trf_1', number: '+19005550100' })
    const { text } = await socketOver(sid, { SessionStatus: 'ended', HandoffData })

    expect(order(text)).toEqual(['Hangup'])
    for (const step of ['bridge', 'whisper', 'taken', 'joined', 'agent-lcl_1', 'join-lcl_1', '../relay', 'relay%00'])
      expect((await post(`voice?c=${id}&step=${step}`, { CallSid: sid, Digits: '1' })).text, step).not.toContain(
        '<Dial'
      )
  })

  test.each(HOSTILE)(
    'is data, whatever a caller calls himself and wherever he says he calls from: %j',
    async (text) => {
      const shape = (document: string): unknown[] =>
        elementsOf(parseXml(document)).map(({ name, attributes }) => [name, Object.keys(attributes)])
      const usual = await comesIn(callSid())
      const sid = callSid()
      const { text: document } = await comesIn(sid, { CallerName: text, From: text, To: text, FromCity: text })

      expect(shape(document)).toEqual(shape(usual.text))
      expect(elementsOf(parseXml(document)).map(({ attributes }) => attributes['welcomeGreeting'] ?? '')).toEqual(
        elementsOf(parseXml(usual.text)).map(({ attributes }) => attributes['welcomeGreeting'] ?? '')
      )
      const { text: keyed } = await post(`voice?c=${(await row(sid)).id}&step=taken`, {
        CallSid: sid,
        Digits: text.slice(0, 32)
      })
      expect(order(keyed)).toEqual(['Hangup'])
    }
  )
})
