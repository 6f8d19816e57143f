import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentPresence, calls } from '../../src/db/schema/index.ts'
import { receiveMessage } from '../../src/pipeline/inbound.ts'
import { arrivingSms } from '../helpers/arriving.ts'
import { eventStream } from '../helpers/event-stream.ts'
import { holding, saying } from '../helpers/line-house.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { linesOf, speakers } from './speakers.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())

const { house, told, speech } = speakers(() => t)

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

test('a turn that was raised before the stream was there is told once, and so is the next', async () => {
  const { call, token } = await house()
  const { line } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'Are you open?'))
  const stream = await eventStream(t.base, token)
  await until(() => stream.told.length >= 2, 'the turn is told')
  await until(() => line.listening()?.way === 'stream', 'the stream listens')

  await line.settle(1, { reply: 'We are.', heard: 'We are.', way: 'stream' })
  await line.offer(saying(call.id, 2, 'Thank you.'))
  await until(() => stream.told.some(({ data }) => data['turn'] === 2), 'the next turn is told')

  expect(stream.told.map(({ data }) => data['turn'])).toEqual([0, 1, 2])
  stream.stop()
})

test('who is cut short is told what was heard, and nothing more of him is spoken', async () => {
  const { call, token, stream, line, spoken } = await told()

  await line.settle(1, { reply: 'Hello there', heard: 'Hello', way: 'stream', cut: true })
  await until(() => stream.told.length >= 3, 'the cut is told')

  expect(stream.told[2]).toEqual({ event: 'call.interrupted', data: { callId: call.id, turn: 1, heard: 'Hello' } })
  expect(await linesOf(await speech(call.id, token, '{"text":"and more","last":true}'))).toEqual([{ verdict: 'late' }])
  expect(spoken).toEqual([])
  line.ended()
  await until(() => stream.told.some(({ event }) => event === 'call.ended'), 'the end is told')
  stream.stop()
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

test('events are acknowledged by the id of the last of them while the stream is open, and by nobody else', async () => {
  const { token, agent } = await house()
  const other = await house()
  for (const body of ['One', 'Two']) await receiveMessage(t.app, arrivingSms(agent, body))
  const stream = await eventStream(t.base, token)
  const received = () => stream.told.filter(({ event }) => event === 'message.received')
  await until(() => received().length === 2, 'they come')
  const ids = received().flatMap(({ id }) => id ?? [])
  const acknowledge = async (by: string, id: unknown) => {
    const headers = { authorization: `Bearer ${by}`, 'content-type': 'application/json' }
    return (await fetch(`${t.base}/v1/events/ack`, { method: 'POST', headers, body: JSON.stringify({ ack: id }) }))
      .status
  }
  const acknowledged = async () => {
    const read = { includeAcknowledged: true }
    const { messages } = await t.must<{ messages: { kind: string }[] }>('comms_get_waiting_messages', read, token)
    return messages.filter(({ kind }) => kind === 'message.received').length
  }

  expect(received()[1]?.id).toBeDefined()
  expect(await acknowledge(token, 'nonsense')).toBe(400)
  expect(await acknowledge(other.token, ids[0])).toBe(204)
  expect(await acknowledged()).toBe(0)
  for (const id of ids) expect(await acknowledge(token, id)).toBe(204)
  expect(await acknowledge(token, ids[0])).toBe(204)

  expect(await acknowledged()).toBe(2)
  stream.stop()
})

test('only the last of the events that came at once carries the id that acknowledges them', async () => {
  const { token, agent } = await house()
  for (const body of ['One', 'Two', 'Three']) await receiveMessage(t.app, arrivingSms(agent, body))
  const stream = await eventStream(t.base, token)
  const received = () => stream.told.filter(({ event }) => event === 'message.received')
  await until(() => received().length === 3, 'they come')

  expect(received().map(({ id }) => id !== undefined)).toEqual([false, false, true])
  stream.stop()
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
