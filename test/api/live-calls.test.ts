import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentPresence, agents, calls } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { eventStream } from '../helpers/event-stream.ts'
import { holding, saying, seedLiveCall } from '../helpers/line-house.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())

/** An agent with a live call, and its stream of events. */
async function house() {
  const { agentId, securityToken: token } = await t.provision()
  const [agent] = await t.app.db.select().from(agents).where(eq(agents.id, agentId))
  if (!agent) throw new Error('there is no agent')
  const call = await seedLiveCall(t.app, agent)
  return { agentId, token, agent, call }
}

const speech = (callId: string, token: string, body: string | ReadableStream) =>
  fetch(`${t.base}/v1/calls/${callId}/speech`, {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
  } as RequestInit)
const linesOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a stream brings the turns of a call as they come, and what is posted to it is spoken', async () => {
  const { call, token } = await house()
  const stream = await eventStream(t.base, token)
  const { line, spoken } = holding(t.app, call)
  await until(() => line.listening()?.way === 'stream', 'the stream listens')

  await line.offer(saying(call.id, 1, 'Are you open?'))
  await until(() => stream.told.length >= 2, 'the turn is told')
  const answer = await speech(call.id, token, '{"token":"We "}\n{"token":"are."}\n{"last":true}\n')

  expect(stream.told).toMatchObject([
    { event: 'call.incoming', data: { callId: call.id, from: call.contact, turn: 0 } },
    { event: 'call.turn', data: { callId: call.id, body: 'Are you open?', turn: 1, untrusted: true } }
  ])
  expect(await linesOf(answer)).toEqual([{ accepted: 1 }, { accepted: 2 }, { accepted: 3 }, { verdict: 'spoken' }])
  expect(spoken.map(({ text, last }) => [text, last])).toEqual([
    ['We ', false],
    ['are.', false],
    ['', true]
  ])
  stream.stop()
})

test('the first word is spoken before the second is sent', async () => {
  const { call, token } = await house()
  const stream = await eventStream(t.base, token)
  const { line, spoken } = holding(t.app, call)
  await until(() => line.listening() !== undefined, 'the stream listens')
  await line.offer(saying(call.id, 1, 'hello'))
  await until(() => stream.told.length >= 2, 'the turn is told')
  const body = new TransformStream<Uint8Array, Uint8Array>()
  const writer = body.writable.getWriter()
  const answer = speech(call.id, token, body.readable)
  const send = (text: string) => writer.write(new TextEncoder().encode(text))

  await send('{"token":"Hel')
  await send('lo"}\n')
  await until(() => spoken.length === 1, 'the first word is spoken')
  await send('{"text":" there.","last":true}')
  await writer.close()

  expect(await linesOf(await answer)).toMatchObject([{ accepted: 1 }, { accepted: 2 }, { verdict: 'spoken' }])
  expect(spoken.map(({ text }) => text)).toEqual(['Hello', ' there.'])
  stream.stop()
})

test('who is cut short is told what was heard, and nothing more of him is spoken', async () => {
  const { call, token } = await house()
  const stream = await eventStream(t.base, token)
  const { line, spoken } = holding(t.app, call)
  await until(() => line.listening() !== undefined, 'the stream listens')
  await line.offer(saying(call.id, 1, 'hello'))
  await until(() => stream.told.length >= 2, 'the turn is told')

  await line.settle(1, { reply: 'Hello there', heard: 'Hello', way: 'stream', cut: true })
  await until(() => stream.told.length >= 3, 'the cut is told')

  expect(stream.told[2]).toEqual({ event: 'call.interrupted', data: { callId: call.id, turn: 1, heard: 'Hello' } })
  expect(await linesOf(await speech(call.id, token, '{"text":"and more","last":true}'))).toEqual([{ verdict: 'late' }])
  expect(spoken).toEqual([])
  line.ended()
  await until(() => stream.told.some(({ event }) => event === 'call.ended'), 'the end is told')
  stream.stop()
})

test('a speech of what may not leave, of no lines or of too long ones is refused, and none of it is spoken', async () => {
  const { call, token } = await house()
  const { line, spoken } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const said = async (body: string) => {
    const response = await speech(call.id, token, body)
    return { status: response.status, code: ((await response.json()) as { code?: string }).code }
  }

  expect(await said('{"text":"My card is 4111 1111 1111 1111.","last":true}')).toEqual({
    ...{ status: 403, code: 'content_blocked' }
  })
  for (const bad of ['{"token":', '[]', '{"tokens":"a"}', '{"token":7}'])
    expect(await said(bad), bad).toEqual({ status: 400, code: 'invalid_input' })
  expect(await said(JSON.stringify({ token: 'a'.repeat(70_000) }))).toEqual({ status: 413, code: 'payload_too_large' })

  expect(spoken).toEqual([])
})

test('what a client had said when it hung up in the middle of its speech is its whole answer', async () => {
  const { call, token } = await house()
  const { line, spoken } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const hangUp = new AbortController()
  const body = new TransformStream<Uint8Array, Uint8Array>()
  const speaking = fetch(`${t.base}/v1/calls/${call.id}/speech`, {
    ...{ method: 'POST', body: body.readable, duplex: 'half', signal: hangUp.signal },
    headers: { authorization: `Bearer ${token}` }
  } as RequestInit)
  speaking.catch(() => undefined)
  const writer = body.writable.getWriter()
  await writer.write(new TextEncoder().encode('{"token":"One moment"}\n'))
  await until(() => spoken.length === 1, 'it speaks')

  hangUp.abort()

  await until(() => spoken.length === 2, 'its answer is closed')
  expect(spoken.map(({ text, last }) => [text, last])).toEqual([
    ['One moment', false],
    ['', true]
  ])
})

test('what may not leave is found across tokens, and ends the speech', async () => {
  const { call, token } = await house()
  const { line, spoken } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)

  const lines = await linesOf(
    await speech(call.id, token, '{"token":"4111 1111 "}\n{"token":"1111 1111"}\n{"last":true}\n')
  )

  expect(lines).toMatchObject([{ accepted: 1 }, { error: { code: 'content_blocked' } }])
  expect(spoken.map(({ text }) => text).join('')).toBe('4111 1111 ')
})

test('nobody speaks on or listens to a call of another agent', async () => {
  const { call, agentId } = await house()
  const other = await house()
  const { line, spoken } = holding(t.app, call)
  const stream = await eventStream(t.base, other.token)
  await line.offer(saying(call.id, 1, 'hello'))

  expect((await speech(call.id, other.token, '{"text":"I listen in","last":true}')).status).toBe(404)
  expect((await speech(call.id, 'nonsense', '{"text":"me too","last":true}')).status).toBe(401)
  const foreign = await eventStream(t.base, other.token, { query: `?agentId=${agentId}` })
  expect(foreign.response.status).toBe(404)

  expect(spoken).toEqual([])
  expect(stream.told).toEqual([])
  stream.stop()
})

test('a stream is a way to reach its agent only while it is open', async () => {
  const { token, agentId } = await house()
  const ways = () => t.app.db.select().from(agentPresence).where(eq(agentPresence.agentId, agentId))
  const stream = await eventStream(t.base, token)
  await until(async () => (await ways()).some(({ way }) => way === 'stream'), 'the agent is present')

  stream.stop()

  await until(async () => !(await ways()).some(({ way }) => way === 'stream'), 'the agent is not present')
})

test('inbox events come with an id that acknowledges them when the stream is opened again', async () => {
  const { token, agent } = await house()
  await receiveMessage(t.app, arrivingSms(agent, 'Hello'))
  const first = await eventStream(t.base, token)
  await until(() => first.told.some(({ event }) => event === 'message.received'), 'the answer comes')
  const { id } = first.told.find(({ event }) => event === 'message.received') ?? {}
  first.stop()

  const second = await eventStream(t.base, token, { lastEventId: id ?? '' })

  const read = { includeAcknowledged: true }
  await until(async () => {
    const { messages } = await t.must<{ messages: { kind: string }[] }>('comms_get_waiting_messages', read, token)
    return messages.some(({ kind }) => kind === 'message.received')
  }, 'it is acknowledged')
  expect(second.told.filter(({ event }) => event === 'message.received')).toEqual([])
  second.stop()
})

test('a revoked token ends its stream, and a call that is over is not spoken on', async () => {
  const { token, agentId, call } = await house()
  await t.app.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, call.id))
  expect(await linesOf(await speech(call.id, token, '{"last":true}'))).toEqual([{ verdict: 'ended' }])
  const issued = await t.must<{ tokenId: string; token: string }>('comms_issue_token', { scope: 'agent', agentId })
  const stream = await eventStream(t.base, issued.token)

  await t.must('comms_revoke_token', { tokenId: issued.tokenId })

  await until(() => stream.ended(), 'the stream ends')
})
