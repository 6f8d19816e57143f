import { expect, test } from 'vitest'
import { brainServer, flowing as streaming } from '../helpers/brain-server.ts'
import { callHouse } from '../helpers/call-house.ts'
import { flowing, whileFlowing } from '../helpers/flowing.ts'
import { until } from '../helpers/until.ts'
import { virtualClock } from '../helpers/virtual-clock.ts'

const WORDS = ['one', 'two', 'three', 'four', 'five']
const FILLER = 'One moment, please.'
const GONE = 'I am sorry, Test Agent cannot go on with this call.'
const AWAY = 'I am sorry, Test Agent cannot take this call right now.'
/** From a turn to the filler and to the hand-over, in milliseconds. */
const [FILLER_MS, HAND_OVER_MS] = [1200, 8000]

type Stream = ReturnType<typeof streaming>
interface Message {
  role: string
  content: string
}
interface Thinking extends Stream {
  /** What it was asked, as a chat completion. */
  messages: Message[]
  /** What the caller said. */
  said: string
}

/** A server, its carrier and an agent whose brain is an endpoint that speaks as OpenAI does. */
async function house(think: (turn: Thinking, number: number) => void) {
  const clock = virtualClock()
  const t = await callHouse({ ALLOW_PRIVATE_CALLBACKS: 'true' }, clock)
  const { agentId, channels, securityToken } = await t.provision()
  const brain = await brainServer((response, { body }) => {
    const { messages } = JSON.parse(body) as { messages: Message[] }
    think({ ...streaming(response), messages, said: messages.at(-1)?.content ?? '' }, brain.asked.length)
  })
  await t.must('comms_update_agent', { agentId, brainUrl: `${brain.url}/v1` })
  return { ...{ t, clock, brain, securityToken }, passes: flowing(clock), number: channels.phone?.number ?? '' }
}

test('an inbound call is held for five turns by an endpoint that streams, each piece spoken as it comes', async () => {
  const { t, brain, passes, number } = await house(({ say, done, said }) => {
    say('You said ', `${said}`, '.')
    done()
  })

  const call = t.ring(number, [...WORDS.map((say) => ({ say })), { listen: true }, { hangup: true }])
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(call.heard().slice(1)).toEqual(WORDS.map((word) => `You said ${word}.`))
  expect(brain.asked.map(({ path }) => path)).toEqual(WORDS.map(() => '/v1/chat/completions'))
  const { stream, messages } = JSON.parse(brain.asked[4]?.body ?? '') as { stream: boolean; messages: Message[] }
  expect(stream).toBe(true)
  expect(messages[0]?.role).toBe('system')
  expect(messages.slice(3)).toEqual(
    WORDS.flatMap((word) => [
      { role: 'user', content: word },
      { role: 'assistant', content: `You said ${word}.` }
    ]).slice(0, -1)
  )
  const [first] = call.frames('got').filter(({ type }) => type === 'text')
  expect([first?.['token'], first?.['last']]).toEqual(['You said ', false])
  expect(t.violations()).toEqual([])
})

test('the first word is spoken while the last is being thought', async () => {
  let turn: Thinking | undefined
  const { t, passes, number } = await house((asked) => {
    turn = asked
    asked.say('We open ')
  })
  const call = t.ring(number, [{ say: 'When do you open?' }, { listen: true }, { hangup: true }])

  await passes(() => call.frames('got').some(({ token }) => String(token).startsWith('We')), 'the first word is spoken')
  turn?.say('at nine.')
  turn?.done()
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(call.heard()[1]).toBe('We open at nine.')
})

test('a caller who cuts in has the request ended at the wire, and the endpoint learns what was heard', async () => {
  const turns: Thinking[] = []
  const { t, brain, passes, number } = await house((turn) => {
    turns.push(turn)
    t.simulator.behave({ speechMsPerChar: 20 })
    if (turns.length === 1) return turn.say('We have rooms ', 'with a view of the garden ')
    turn.say('Room 7.')
    turn.done()
  })

  const call = t.ring(number, [
    { say: 'What do you have?' },
    { say: 'Just one room.', interruptAfter: 20 },
    { listen: true },
    { hangup: true }
  ])
  await passes(() => brain.state.closed === 1, 'the request is ended')
  turns[0]?.say('and a tower. ', 'And more.')
  await passes(() => call.now().endedAt !== null, 'the call ends')

  const [interrupt] = call.frames('sent').filter(({ type }) => type === 'interrupt')
  const heard = String(interrupt?.['utteranceUntilInterrupt'])
  expect('We have rooms with a view of the garden '.startsWith(heard) && heard.length >= 20, heard).toBe(true)
  expect(call.tokensAfter(interrupt).join('')).toBe('Room 7.')
  expect(turns[1]?.messages.slice(3)).toEqual([
    { role: 'user', content: 'What do you have?' },
    { role: 'assistant', content: heard },
    { role: 'user', content: 'Just one room.' }
  ])
  expect(t.violations()).toEqual([])
})

test('an endpoint that hangs: the caller is asked to wait, after eight seconds the machine answers, and what comes late is dropped', async () => {
  let turn: Thinking | undefined
  const { t, clock, brain, passes, number } = await house((asked) => {
    turn = asked
  })
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => turn !== undefined, 'the endpoint thinks')
  const askedAt = clock.now().getTime()

  await clock.advance(FILLER_MS)
  await passes(() => call.heard().includes(FILLER), 'the caller is asked to wait')
  await clock.advance(askedAt + HAND_OVER_MS - clock.now().getTime())
  await passes(() => call.heard().at(-1)?.startsWith(AWAY) === true, 'the machine answers')
  await until(() => brain.state.closed === 1, 'the request is ended')
  turn?.say('We open at nine.')
  turn?.done()
  call.act({ hangup: true, now: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(call.heard().join(' ')).not.toContain('nine')
  expect(t.violations()).toEqual([])
})

test('an endpoint that is killed while it thinks: the machine takes a message, which its agent gets later', async () => {
  let thinks = false
  const { t, clock, brain, passes, number, securityToken } = await house(({ said, say, done }) => {
    if (said.includes('blue room')) {
      thinks = true
      return
    }
    say('We open at nine.')
    done()
  })
  const call = t.ring(number, [{ say: 'When do you open?' }, { say: 'Is the blue room free on Monday?' }])
  await passes(() => thinks, 'the endpoint thinks')
  await clock.advance(FILLER_MS)
  await passes(() => call.heard().includes(FILLER), 'the caller is asked to wait')

  brain.kill()
  await passes(() => call.heard().at(-1)?.startsWith(GONE) === true, 'the machine takes over')
  call.act({ say: 'Please call me after 8 in the evening.' }, { say: 'No, that is all.' }, { listen: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  const kinds = ['call.message']
  const waited = await whileFlowing(
    clock,
    t.must<{ events: Record<string, unknown>[] }>('comms_wait_for_events', { kinds }, securityToken)
  )
  expect(waited.events).toMatchObject([{ kind: 'call.message', channel: 'voice', from: '+14155550123', to: number }])
  const body = String(waited.events[0]?.['body'])
  expect(body).toMatch(/Called at: 2026-06-15T15:\d\d/)
  expect(body).toContain('Is the blue room free on Monday?')
  expect(body).toContain('Wishes to be reached: Please call me after 8 in the evening.')
  expect(call.heard()[1]).toBe('We open at nine.')
  expect(t.violations()).toEqual([])
})

test('an endpoint that is killed in the middle of its stream: the machine ends the answer and goes on alone', async () => {
  const { t, brain, passes, number } = await house(({ say }) => say('We open ', 'at nine '))
  const call = t.ring(number, [{ say: 'When do you open?' }])
  await passes(() => call.frames('got').some(({ token }) => String(token).includes('at')), 'the endpoint speaks')

  brain.kill()
  await passes(() => call.heard().length === 2, 'the machine ends the answer')
  call.act({ say: 'Please tell them that I called.' }, { say: 'Tomorrow.' }, { say: 'No.' }, { listen: true })
  await passes(() => call.now().endedAt !== null, 'the call ends')

  expect(call.heard()[1]).toContain(GONE)
  expect(call.heard()[1]).toMatch(/^We open at/)
  expect(call.heard()).not.toContain(FILLER)
  expect(t.violations()).toEqual([])
})
