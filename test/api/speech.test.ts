import { afterAll, beforeAll, expect, test } from 'vitest'
import { holding, saying } from '../helpers/line-house.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { until } from '../helpers/until.ts'
import { linesOf, speakers } from './speakers.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())

const { house, told, speech, speaking } = speakers(() => t)

test('the first word is spoken before the second is sent', async () => {
  const { call, token, stream, spoken } = await told()
  const { answer, write, end } = speaking(call.id, token)

  await write('{"token":"Hel')
  await write('lo"}\n')
  await until(() => spoken.length === 1, 'the first word is spoken')
  await write('{"text":" there.","last":true}')
  await end()

  expect(await linesOf(await answer)).toMatchObject([{ accepted: 1 }, { accepted: 2 }, { verdict: 'spoken' }])
  expect(spoken.map(({ text }) => text)).toEqual(['Hello', ' there.'])
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

test('a client that is gone in the middle of its speech leaves the rest of it to the next way', async () => {
  const { call, token } = await house()
  const { line, spoken, passed } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const speech = speaking(call.id, token)
  await speech.send({ token: 'One moment' })
  await until(() => spoken.length === 1, 'it speaks')

  speech.hangUp()

  await until(() => passed.length === 1, 'its turn is passed')
  expect(passed).toEqual([1])
  expect(spoken.map(({ text, last }) => [text, last])).toEqual([['One moment', false]])
})

test('a client that is gone before its first word leaves the turn that it named', async () => {
  const { call, token } = await house()
  const { line, spoken, passed } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const arrived = new Promise((resolve) => t.app.server.once('request', resolve))
  const speech = speaking(call.id, token, '?turn=1')
  await Promise.all([arrived, speech.send({})])

  speech.hangUp()

  await until(() => passed.length === 1, 'its turn is passed')
  expect(spoken).toEqual([])
})

test('who is silent when he is cut short is told so at once, and nothing of the old answer reaches the new turn', async () => {
  const { call, token } = await house()
  const { line, spoken } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const old = speaking(call.id, token)
  await old.send({ token: 'Hello there' })
  await until(() => spoken.length === 1, 'it speaks')

  await line.settle(1, { reply: 'Hello there', heard: 'Hello', way: 'stream', cut: true })
  expect(await linesOf(await old.answer)).toEqual([{ accepted: 1 }, { verdict: 'late', heard: 'Hello' }])
  await line.offer(saying(call.id, 2, 'stop'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  await old.send({ token: ' and more', last: true })
  expect(await linesOf(await speech(call.id, token, '{"token":"and more","last":true}', '?turn=1'))).toEqual([
    { verdict: 'late' }
  ])
  expect(await linesOf(await speech(call.id, token, '{"token":"I stop.","last":true}', '?turn=2'))).toEqual([
    { accepted: 1 },
    { verdict: 'spoken' }
  ])

  expect(spoken.map(({ text }) => text)).toEqual(['Hello there', 'I stop.'])
})

test('a speech ends with its call, also while nothing is said', async () => {
  const { call, token } = await house()
  const { line, spoken } = holding(t.app, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await t.must('comms_wait_for_events', { waitSeconds: 0 }, token)
  const speech = speaking(call.id, token)
  await speech.send({ token: 'Well' })
  await until(() => spoken.length === 1, 'it speaks')

  line.ended()

  expect(await linesOf(await speech.answer)).toEqual([{ accepted: 1 }, { verdict: 'ended' }])
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
