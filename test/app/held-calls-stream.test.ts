import { expect, onTestFinished, test } from 'vitest'
import { whoIsPresent } from '../../src/delivery/presence.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing } from '../helpers/flowing.ts'
import { streamAgent, type Tokens } from '../helpers/stream-agent.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const WORDS = ['one', 'two', 'three', 'four', 'five']
const FILLER = 'One moment, please.'
const GONE = 'I am sorry, Test Agent cannot go on with this call.'
const AWAY = 'I am sorry, Test Agent cannot take this call right now.'
/** From a turn to the filler and to the hand-over, and within an answer to its end, in milliseconds. */
const [FILLER_MS, HAND_OVER_MS, STALL_MS] = [1200, 8000, 6000]

async function house() {
  const clock = virtualClock()
  const t = await callHouse({}, clock)
  const { agentId, channels, securityToken } = await t.provision()
  const present = () => whoIsPresent(t.app, agentId)
  return {
    ...{ t, clock, securityToken, present, passes: flowing(clock), number: channels.phone?.number ?? '' },
    async attended(tokens: Tokens) {
      const agent = await streamAgent(t.base, securityToken, tokens)
      onTestFinished(() => agent.kill())
      await until(async () => (await present()).includes('stream'), 'the agent is within reach')
      return agent
    }
  }
}

/** Says these one after the other, and then waits for what comes before the rest. */
async function* held(first: string[], gate: Promise<unknown>, rest: string[] = []) {
  yield* first
  await gate
  yield* rest
}
const never = new Promise<never>(() => undefined)

test('an inbound call is held for five turns by a stream of tokens, each spoken as it comes', async () => {
  const t = await callHouse()
  const { agentId, channels, securityToken } = await t.provision()
  const agent = await streamAgent(t.base, securityToken, ({ body }) => ['You said ', `${body}`, '.'])
  onTestFinished(() => agent.kill())
  await until(async () => (await whoIsPresent(t.app, agentId)).includes('stream'), 'the agent is within reach')

  const call = t.ring(channels.phone?.number ?? '', [
    ...WORDS.map((say) => ({ say })),
    { listen: true },
    { hangup: true }
  ])
  await call.over()

  expect(call.heard().slice(1)).toEqual(WORDS.map((word) => `You said ${word}.`))
  expect(agent.asked.map(({ turn, body }) => [turn, body])).toEqual(WORDS.map((word, at) => [at + 1, word]))
  const tokens = call.frames('got').flatMap(({ type, token, last }) => (type === 'text' ? [[token, last]] : []))
  expect(tokens.slice(0, 4)).toEqual([
    ['You said ', false],
    ['one', false],
    ['.', false],
    ['', true]
  ])
  expect(agent.speeches.map(({ lines }) => lines.at(-1))).toEqual(WORDS.map(() => ({ verdict: 'spoken' })))
  await until(() => agent.told.at(-1)?.event === 'call.ended', 'the end is told')
  expect(t.violations()).toEqual([])
})

test('a caller who cuts in ends the speech at once, and not one of its tokens is spoken after it', async () => {
  const { t, passes, number, attended } = await house()
  const cut = Promise.withResolvers<void>()
  const agent = await attended(({ turn }) => {
    t.simulator.behave({ speechMsPerChar: 20 })
    return turn === 1
      ? held(['We have rooms ', 'with a view of the garden '], cut.promise, ['and a tower.'])
      : ['Room 7.']
  })

  const call = t.ring(number, [
    { say: 'What do you have?' },
    { say: 'Just one room.', interruptAfter: 20 },
    { listen: true },
    { hangup: true }
  ])
  await passes(() => agent.speeches[0]?.ended === true, 'the speech is ended')
  cut.resolve()
  await passes(() => call.now().endedAt !== null, 'the call ends')

  const [interrupt] = call.frames('sent').filter(({ type }) => type === 'interrupt')
  const heard = String(interrupt?.['utteranceUntilInterrupt'])
  expect('We have rooms with a view of the garden '.startsWith(heard) && heard.length >= 20, heard).toBe(true)
  expect(agent.speeches[0]?.lines).toEqual([{ accepted: 1 }, { accepted: 2 }, { verdict: 'late', heard }])
  expect(agent.told).toContainEqual({
    event: 'call.interrupted',
    data: { callId: agent.asked[0]?.callId, turn: 1, heard }
  })
  expect(agent.asked[1]).toMatchObject({ turn: 2, body: 'Just one room.', spoken: heard })
  expect(call.tokensAfter(interrupt).join('')).toBe('Room 7.')
  expect(t.violations()).toEqual([])
})

test('an agent that is killed while it thinks: the caller is asked to wait, and the machine takes a message for its return', async () => {
  const { t, clock, passes, number, securityToken, attended } = await house()
  const agent = await attended(({ turn }) => (turn === 1 ? ['We open at nine.'] : held([], never)))
  const call = t.ring(number, [{ say: 'When do you open?' }, { say: 'Is the blue room free on Monday?' }])
  await passes(() => agent.asked.length === 2, 'the agent thinks')
  const askedAt = clock.now().getTime()
  agent.kill()

  await clock.advance(FILLER_MS)
  await passes(() => call.heard().includes(FILLER), 'the caller is asked to wait')
  await clock.advance(askedAt + HAND_OVER_MS - clock.now().getTime())
  await passes(() => call.heard().at(-1)?.startsWith(GONE) === true, 'the machine takes over')
  call.act({ say: 'Please call me after 8 in the evening.' }, { say: 'No, that is all.' }, { listen: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  const back = await streamAgent(t.base, securityToken, () => undefined)
  onTestFinished(() => back.kill())
  await passes(() => back.told.some(({ event }) => event === 'call.message'), 'the message comes')
  const { data } = back.told.find(({ event }) => event === 'call.message') ?? {}
  expect(data).toMatchObject({ channel: 'voice', from: '+14155550123', to: number, callId: agent.asked[0]?.callId })
  expect(data?.['body']).toMatch(/Called at: 2026-06-15T15:\d\d/)
  expect(data?.['body']).toContain('Is the blue room free on Monday?')
  expect(data?.['body']).toContain('Wishes to be reached: Please call me after 8 in the evening.')
  expect(call.heard()[1]).toBe('We open at nine.')
  expect(t.violations()).toEqual([])
})

test('an agent that is killed in the middle of its answer: the machine ends it and takes a message', async () => {
  const { t, passes, number, attended, present } = await house()
  const agent = await attended(() => held(['We open ', 'at nine'], never))
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => agent.speeches[0]?.lines.length === 2, 'the agent speaks')

  agent.kill()
  await passes(() => call.heard().length === 2, 'the machine ends the answer')
  await until(async () => !(await present()).includes('stream'), 'the agent is seen to be gone')
  call.act({ say: 'Please tell him that I called.' }, { say: 'Tomorrow.' }, { say: 'No.' }, { listen: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(call.heard()[1]).toContain(`We open at nine… ${GONE}`)
  // Who is seen to be gone is not waited for again.
  expect(call.heard()).not.toContain(FILLER)
  expect(t.violations()).toEqual([])
})

test('an agent that stops in the middle of its answer is left after six seconds, and what it says then is late', async () => {
  const { t, clock, passes, number, attended } = await house()
  const more = Promise.withResolvers<void>()
  const agent = await attended(() => held(['We open at nine.'], more.promise, ['Or at ten.']))
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => agent.speeches[0]?.lines.length === 1, 'the agent speaks')

  await clock.advance(STALL_MS)
  await passes(() => call.heard().length === 2, 'the machine ends the answer')
  more.resolve()
  await passes(() => agent.speeches[0]?.ended === true, 'the agent is told')

  expect(agent.speeches[0]?.lines).toEqual([{ accepted: 1 }, { verdict: 'late' }])
  expect(call.heard()[1]).toContain(`We open at nine. ${GONE}`)
  expect(call.heard().join(' ')).not.toContain('ten')
})

test('an answer that comes after the hand-over is late, and never spoken over the machine', async () => {
  const { clock, t, passes, number, attended } = await house()
  const thought = Promise.withResolvers<void>()
  const agent = await attended(() => held([], thought.promise, ['We open at nine.']))
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => agent.asked.length === 1, 'the agent thinks')

  await clock.advance(HAND_OVER_MS)
  await passes(() => call.heard().at(-1)?.startsWith(AWAY) === true, 'the machine answers')
  thought.resolve()
  await passes(() => agent.speeches[0]?.ended === true, 'the agent is told')

  expect(agent.speeches[0]?.lines).toEqual([{ verdict: 'late' }])
  expect(call.heard().join(' ')).not.toContain('nine')
  expect(t.violations()).toEqual([])
})
