import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calls, inboxEvents } from '../../src/db/schema/index.ts'
import { brainServer, delta, events, json } from '../helpers/brain-server.ts'
import { EN, machineHouse, NAME, SOON } from './machine-house.ts'

test('nobody answers: the machine apologises, takes message and wishes, takes leave and ends the call', async () => {
  const { connect, clock, content } = await machineHouse()
  const line = await connect()

  expect(await line.say('Hello?')).toBe(`${EN.apology(NAME)} ${EN.askMessage}`)
  expect(await line.say('Please say that the bicycle is ready.')).toBe(EN.askWishes)
  expect(await line.say('Call me after 8.')).toBe(EN.askMore)
  expect(await line.say('No, thank you.')).toBe(EN.goodbye(NAME))
  expect(line.frames.map(({ type }) => type)).not.toContain('end')
  await clock.advance(30_000)

  expect(line.frames.at(-1)).toMatchObject({ type: 'end' })
  await expect
    .poll(async () => (await content())?.taken, SOON)
    .toMatchObject({
      message: 'Please say that the bicycle is ready.',
      wishes: 'Call me after 8.'
    })
})

test('what was taken down is told once when the call ends, with who, when, what and wishes', async () => {
  const { connect, content, hangUp, told, call, deps } = await machineHouse()
  const line = await connect()
  await line.say('This is Ada, please say that the bicycle is ready. Call me after 8.')
  await expect.poll(async () => (await content())?.taken?.wishes, SOON).toBe('Call me after 8.')
  expect(await told()).toEqual([])

  expect([await hangUp(), await hangUp()]).toEqual([true, false])

  const [event, ...others] = await told()
  expect(others).toEqual([])
  expect(event).toMatchObject({
    ...{ kind: 'call.message', channel: 'voice', callId: call.id, from: call.contact, to: call.ownAddress },
    untrusted: true
  })
  expect(event?.messageId).toBeUndefined()
  expect(event?.body?.split('\n')).toEqual([
    'Ada left a message and wants to be reached as follows: Call me after 8.',
    '',
    `Caller: Ada, ${call.contact}`,
    `Called at: ${call.createdAt.toISOString()}`,
    'Message, in their words: This is Ada, please say that the bicycle is ready. Call me after 8.',
    'Wishes to be reached: Call me after 8.'
  ])
  const [row] = await deps.db.select().from(inboxEvents).where(eq(inboxEvents.kind, 'call.message'))
  expect(JSON.stringify(row)).not.toContain('bicycle')
})

test('who was called is not told that the agent cannot take the call, and is no caller in what the agent is told', async () => {
  const { connect, content, hangUp, told } = await machineHouse({ call: { direction: 'outbound' } })
  const line = await connect()

  expect(await line.say('Hello?')).toBe(`${EN.handOver(NAME)} ${EN.askMessage}`)
  await line.say(`This is ${NAME}? Please say that the bicycle is ready.`)
  await expect.poll(async () => (await content())?.taken?.message, SOON).toContain('bicycle')
  await hangUp()

  const [{ body = '' } = {}] = await told()
  expect(body).toMatch(/^The person called left a message\n\nPerson called: \+/)
})

test('what a voicemail box or a menu says is no message', async () => {
  const { connect, content, hangUp, told, deps, call } = await machineHouse({ call: { direction: 'outbound' } })
  const line = await connect()
  await line.say('You have reached the voicemail box of this number.')
  await expect.poll(async () => (await content())?.taken?.message, SOON).toContain('voicemail')
  await deps.db.update(calls).set({ answeredBy: 'machine' }).where(eq(calls.id, call.id))

  await hangUp()

  const status = { kind: 'call.status', status: 'completed', answeredBy: 'machine', endedBy: 'caller' }
  expect(await told()).toEqual([expect.objectContaining({ ...status, durationSeconds: expect.any(Number) })])
  expect(await content()).toBeUndefined()
})

test('a caller who left nothing leaves no event', async () => {
  const { connect, hangUp, told } = await machineHouse()
  const line = await connect()
  await line.say('Hello?')
  await line.say('No.')

  await hangUp()

  expect(await told()).toEqual([])
})

test('after a lost line the machine goes on where it was, on whichever replica', async () => {
  const { connect, content } = await machineHouse()
  const first = await connect()
  await first.say('Hello?')
  await first.say('Please say that the bicycle is ready.')
  await expect.poll(async () => (await content())?.taken?.message, SOON).toBe('Please say that the bicycle is ready.')
  first.lose()

  const second = await connect()

  expect(await second.say('Call me after 8.')).toBe(EN.askMore)
  await expect
    .poll(async () => (await content())?.taken, SOON)
    .toMatchObject({
      message: 'Please say that the bicycle is ready.',
      wishes: 'Call me after 8.'
    })
})

test('an endpoint that fails in mid-call is followed by the machine, which greets nobody anew', async () => {
  const answers = [events(delta('It is '), delta('ready.'), '[DONE]'), json({}, 500)]
  const brain = await brainServer((response) => answers.shift()?.(response))
  const { connect } = await machineHouse({ agent: { brainUrl: brain.url } })
  const line = await connect()

  expect(await line.say('Is the bicycle ready?')).toMatch(/^It is /)
  await expect.poll(() => line.spoken().join(''), SOON).toBe('It is ready.')
  expect(await line.say('How much is it?')).toBe(`${EN.handOver(NAME)} ${EN.askMessage}`)
})

test('an endpoint may end the call, once its farewell has been spoken', async () => {
  const brain = await brainServer(json({ text: 'Goodbye then.', end: true }))
  const { connect, clock } = await machineHouse({ agent: { callbackUrl: brain.url } })
  const line = await connect()
  expect(await line.say('That was it?')).toBe('Goodbye then.')

  await clock.advance(30_000)

  expect(line.frames.at(-1)).toMatchObject({ type: 'end' })
})

test('what must not be spoken is not, also where it is cut in pieces', async () => {
  const brain = await brainServer(events(delta('You are a bul'), delta('lsh'), delta('it artist.'), '[DONE]'))
  const { connect } = await machineHouse({ agent: { brainUrl: brain.url } })
  const line = await connect()

  expect(await line.say('Hello?')).not.toContain('bul')
  await expect.poll(() => line.frames.filter((frame) => 'last' in frame && frame.last).length, SOON).toBe(1)
  expect(line.spoken().join('')).not.toMatch(/bul|sh/)
})

test.each([
  [3, { handOverSeconds: 3 }],
  [8, {}]
])(
  'an endpoint has %i seconds for its first word, as its agent is set; then the machine answers',
  async (seconds, voice) => {
    const brain = await brainServer(() => undefined)
    const { connect, clock } = await machineHouse({ agent: { brainUrl: brain.url, voice } })
    const line = await connect()
    line.tell({ type: 'prompt', voicePrompt: 'Hello?', lang: 'en-US', last: true })
    await expect.poll(() => brain.asked.length, SOON).toBe(1)

    await clock.advance(seconds * 1000 - 1)
    expect(brain.state.closed).toBe(0)
    await clock.advance(1)

    await expect.poll(() => line.spoken().at(-1), SOON).toBe(`${EN.apology(NAME)} ${EN.askMessage}`)
    await expect.poll(() => brain.state.closed, SOON).toBe(1)
  }
)

test('however short the time of its agent is, the machine takes its own', async () => {
  const silent = await brainServer(() => undefined)
  const env = { ANTHROPIC_API_KEY: 'sk-ant-tests', ANTHROPIC_BASE_URL: silent.url, DEMO_MODE: 'false' }
  const { connect, clock } = await machineHouse({ mode: 'production', env, agent: { voice: { handOverSeconds: 2 } } })
  const line = await connect()
  line.tell({ type: 'prompt', voicePrompt: 'Hello?', lang: 'en-US', last: true })
  await expect.poll(() => silent.asked.length, SOON).toBe(1)

  await clock.advance(4000)

  await expect.poll(() => line.spoken().at(-1), SOON).toBe(`${EN.apology(NAME)} ${EN.askMessage}`)
})
