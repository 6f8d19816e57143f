import { expect, test } from 'vitest'
import { attachedWay } from '../../src/voice/attached-way.ts'
import { answeringBy, HAND_OVER_MS, puppet } from './answer-house.ts'

test('a way that fails is left at once', async () => {
  const [agent, endpoint] = [puppet('tool'), puppet('endpoint')]
  const { heard, begin, settled } = await answeringBy(agent.way, endpoint.way)
  await begin(1)
  agent.last()?.fail()
  await settled()
  endpoint.last()?.say('It is.', { last: true })
  await settled()

  expect(heard).toEqual(['1 left tool', '1 endpoint: It is.|'])
})

test('an answer that breaks off in its middle is ended by the next way, which knows what was said', async () => {
  const [agent, endpoint, machine] = [puppet('tool'), puppet('endpoint'), puppet('machine')]
  const { heard, begin, settled } = await answeringBy(agent.way, endpoint.way, machine.way)
  await begin(1)
  agent.last()?.say('It is ')
  agent.last()?.say('on Monday')
  agent.last()?.fail()
  await settled()
  expect(endpoint.last()?.question.begun).toBe('It is on Monday')
  endpoint.last()?.say('I mean')
  endpoint.last()?.fail()
  await settled()
  expect(machine.last()?.question.begun).toBe('It is on Monday… I mean')
  agent.last()?.say(' at noon.')
  machine.last()?.say('I am sorry.', { last: true })
  await settled()

  expect(heard).toEqual([
    ...['1 tool: It is ', '1 tool: on Monday', '1 left tool'],
    ...['1 endpoint: … I mean', '1 left endpoint', '1 machine: … I am sorry.|']
  ])
})

test('an answer that breaks off when nobody is left is closed, so that the caller has the floor', async () => {
  const agent = puppet('stream')
  const { heard, begin, settled } = await answeringBy(agent.way)
  await begin(1)
  agent.last()?.say('And then')
  agent.last()?.fail()
  await settled()

  expect(heard).toEqual(['1 stream: And then', '1 left stream', '1 stream: |'])
})

test('who pauses for six seconds in the middle of an answer has broken it off', async () => {
  const [agent, machine] = [puppet('stream'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)
  agent.last()?.say('And then.')
  await clock.advance(5999)
  agent.last()?.say(' There was')
  await clock.advance(5999)
  expect(machine.asked).toEqual([])
  await clock.advance(1)
  machine.last()?.say('I am sorry.', { last: true })
  await clock.advance(0)

  expect(agent.signals[0]?.aborted).toBe(true)
  expect(heard.slice(2)).toEqual(['1 left stream', '1 machine: … I am sorry.|'])
})

test('a silence that who is there leaves alone is handed to nobody, and nobody is asked to wait', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, silence, clock } = await answeringBy(agent.way, machine.way)
  await silence(1)
  await clock.advance(60_000)

  expect(agent.asked).toHaveLength(1)
  expect(machine.asked).toEqual([])
  expect(heard).toEqual(['1 unanswered'])
})

test('a silence goes to the next way where nobody is there, or where he fails', async () => {
  const [away, endpoint, machine] = [puppet('tool', false), puppet('endpoint'), puppet('machine')]
  const { heard, silence, settled } = await answeringBy(away.way, endpoint.way, machine.way)
  await silence(1)
  endpoint.last()?.fail()
  await settled()
  machine.last()?.say('Are you there?', { last: true })
  await settled()

  expect(heard).toEqual(['1 left endpoint', '1 machine: Are you there?|'])
})

test('blanks are silence: the caller still gets a filler, and the next way', async () => {
  const [agent, machine] = [puppet('stream'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)
  agent.last()?.say(' ')
  agent.last()?.say('\n\n')
  await clock.advance(HAND_OVER_MS)

  expect(heard).toEqual(['1 filler', '1 left stream'])
  expect(machine.asked).toHaveLength(1)
})

test('who cannot be found there or away is left in time, after a filler, and found late is not asked', async () => {
  const found = Promise.withResolvers<boolean>()
  const [agent, machine] = [puppet('tool', found.promise), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)
  await clock.advance(HAND_OVER_MS - 1)
  expect(heard).toEqual(['1 filler'])
  expect(machine.asked).toEqual([])
  await clock.advance(1)
  expect(machine.asked).toHaveLength(1)
  found.resolve(true)
  await clock.advance(60_000)

  expect(agent.asked).toEqual([])
  expect(heard[1]).toBe('1 left tool')
})

test('a listener who answers before it is known that he is there is spoken, and asked no more than once', async () => {
  const found = Promise.withResolvers<boolean>()
  const attached = attachedWay({ listening: () => undefined, present: () => found.promise })
  const machine = puppet('machine')
  const { heard, begin, clock } = await answeringBy(attached, machine.way)
  await begin(1)

  expect(attached.take({ by: 'tok_a', text: 'Hello.', last: true })).toBe('accepted')
  await clock.advance(0)
  found.resolve(false)
  await clock.advance(60_000)

  expect(heard).toEqual(['1 tool: Hello.|'])
  expect(attached.take({ by: 'tok_a', text: 'More.', last: true })).toBe('late')
  expect(machine.asked).toEqual([])
})

test('whoever was waited for in vain is late, on the line too', async () => {
  const attached = attachedWay({ listening: () => undefined, present: () => new Promise(() => undefined) })
  const machine = puppet('machine')
  const { begin, clock } = await answeringBy(attached, machine.way)
  await begin(1)
  await clock.advance(HAND_OVER_MS)

  expect(attached.take({ by: 'tok_a', text: 'Hello.', last: true })).toBe('late')
  expect(machine.asked).toHaveLength(1)
})
