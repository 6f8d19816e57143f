import { expect, test } from 'vitest'
import { answeringBy, FILLER_MS, HAND_OVER_MS, puppet } from './answer-house.ts'

test('an answer is passed on piece by piece, with its end, and nobody else is asked', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, begin, settled } = await answeringBy(agent.way, machine.way)
  await begin(1)

  agent.last()?.say('One ')
  agent.last()?.say('moment.', { last: true })
  agent.last()?.done()
  await settled()

  expect(heard).toEqual(['1 tool: One ', '1 tool: moment.|'])
  expect(machine.asked).toEqual([])
})

test('whoever ends without saying so has said his last', async () => {
  const agent = puppet('endpoint')
  const { heard, begin, settled } = await answeringBy(agent.way)
  await begin(1)

  agent.last()?.say('Yes.')
  agent.last()?.done()
  await settled()

  expect(heard).toEqual(['1 endpoint: Yes.', '1 endpoint: |'])
})

test('a caller who waits hears a filler once, and after eight seconds the next way is asked', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)

  await clock.advance(FILLER_MS - 1)
  expect(heard).toEqual([])
  await clock.advance(1)
  expect(heard).toEqual(['1 filler'])
  await clock.advance(HAND_OVER_MS - FILLER_MS - 1)
  expect(machine.asked).toHaveLength(0)
  await clock.advance(1)

  expect(heard).toEqual(['1 filler', '1 left tool'])
  expect(machine.asked).toHaveLength(1)
  expect(agent.signals[0]?.aborted).toBe(true)
})

test('a way with a time of its own is left after that, whatever its agent is given', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy({ ...agent.way, handOverMs: 20_000 }, machine.way)
  await begin(1)

  await clock.advance(19_999)
  expect(machine.asked).toHaveLength(0)
  await clock.advance(1)

  expect(heard.filter((each) => each !== '1 filler')).toEqual(['1 left tool'])
})

test('a caller who waits for one way after the other hears that he is not forgotten', async () => {
  const [agent, endpoint, machine] = [puppet('tool'), puppet('endpoint'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, endpoint.way, machine.way)
  await begin(1)
  await clock.advance(2 * HAND_OVER_MS)
  machine.last()?.say('I am sorry.', { last: true })
  await clock.advance(60_000)

  expect(heard).toEqual([
    ...['1 filler', '1 left tool', '1 filler', '1 filler', '1 left endpoint'],
    '1 machine: I am sorry.|'
  ])
})

test('a late answer is dropped, never spoken over the next one', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)
  await clock.advance(HAND_OVER_MS)

  machine.last()?.say('I am ')
  agent.last()?.say('Too late.', { last: true })
  machine.last()?.say('a machine.', { last: true })
  await clock.advance(0)

  expect(heard.slice(2)).toEqual(['1 machine: I am ', '1 machine: a machine.|'])
})

test('nothing of an answer is passed on once its turn is over', async () => {
  const agent = puppet('tool')
  const { heard, begin, cancel, clock } = await answeringBy(agent.way)
  await begin(1)
  agent.last()?.say('Let me ')
  cancel(1)
  agent.last()?.say('explain.', { last: true })
  await clock.advance(60_000)
  expect(heard).toEqual(['1 tool: Let me '])

  await begin(2)
  agent.asked[0]?.say('Still the first.')
  cancel(1)
  agent.last()?.say('The second.', { last: true })
  await clock.advance(0)
  expect(heard).toEqual(['1 tool: Let me ', '2 tool: The second.|'])
})

test('who chooses to say nothing has answered', async () => {
  const [agent, machine] = [puppet('tool'), puppet('machine')]
  const { heard, begin, clock } = await answeringBy(agent.way, machine.way)
  await begin(1)
  agent.last()?.done()
  await clock.advance(0)
  await clock.advance(60_000)

  expect(heard).toEqual(['1 tool: |'])
  expect(machine.asked).toEqual([])
})

test('a way that is not ready is passed over without a word; without any the turn is unanswered', async () => {
  const [agent, stream] = [puppet('tool', false), puppet('stream', false)]
  const { heard, begin, clock } = await answeringBy(agent.way, stream.way)
  await begin(1)
  await clock.advance(60_000)

  expect(heard).toEqual(['1 unanswered'])
})

test('what failed three times in a row is not asked for half a minute, and then once', async () => {
  const [endpoint, machine] = [puppet('endpoint'), puppet('machine')]
  const { begin, clock, heard } = await answeringBy(endpoint.way, machine.way)
  const turn = async (number: number) => {
    await begin(number)
    endpoint.asked.at(-1)?.fail()
    await clock.advance(0)
    machine.last()?.say('Hello.', { last: true })
    machine.last()?.done()
    await clock.advance(0)
  }
  for (const number of [1, 2, 3, 4]) await turn(number)
  expect(endpoint.asked).toHaveLength(3)
  await clock.advance(30_000)
  for (const number of [5, 6]) await turn(number)
  expect(endpoint.asked).toHaveLength(4)

  await clock.advance(30_000)
  await begin(7)
  endpoint.last()?.say('Back again.', { last: true })
  endpoint.last()?.done()
  await clock.advance(0)
  await begin(8)
  expect(endpoint.asked).toHaveLength(6)
  expect(heard).toContain('7 endpoint: Back again.|')
})

test('after the end of the call nothing is said and no timer speaks', async () => {
  const agent = puppet('tool')
  const { heard, begin, close, clock } = await answeringBy(agent.way)
  await begin(1)
  close()
  agent.last()?.say('Hello?')
  await clock.advance(60_000)

  expect(heard).toEqual([])
})
