import { expect, test } from 'vitest'
import { exchangeOf } from '../../src/delivery/exchange.ts'
import { nextTurn, pass, speak } from '../../src/delivery/line.ts'
import { fromHolder } from '../../src/delivery/line-messages.ts'
import { takeLive } from '../../src/delivery/live-events.ts'
import { answer, elsewhere, holding, lineHouse, listening, saying } from '../helpers/line-house.ts'
import { until } from '../helpers/until.ts'

test('of two clients one gets the turn, and what the other says is late', async () => {
  const { deps, call } = await lineHouse()
  const { line, spoken } = holding(deps, call)
  const both = ['tok_a', 'tok_b'].map((by) => nextTurn(deps, call, listening(by, { waitMs: 20_000 })))
  await until(() => line.listening() !== undefined, 'they listen')

  await line.offer(saying(call.id, 1, 'hello'))

  expect(await both[0]).toMatchObject({ number: 1 })
  expect(await speak(deps, call.id, answer('tok_b', 'I say something too.'))).toBe('late')
  expect(spoken).toEqual([])
})

test('of two clients under one token only one is given the turn, also when the other asks again', async () => {
  const { deps, call, clock } = await lineHouse()
  const { line } = holding(deps, call)
  const both = [0, 1].map(() => nextTurn(deps, call, listening('tok_a', { waitMs: 3000, after: 0 })))
  const given: unknown[] = []
  for (const each of both) void each.then((turn) => given.push(turn))
  await until(() => line.listening() !== undefined, 'they listen')

  await line.offer(saying(call.id, 1, 'hello'))
  exchangeOf(deps).publish(fromHolder(call.id), { held: 1 })
  await until(async () => {
    await clock.advance(300)
    return given.length === 2
  }, 'both come back')

  expect(given.filter((turn) => turn !== undefined)).toHaveLength(1)
})

test('a turn that comes while its agent thinks is left to him, and nobody else is given it', async () => {
  const { deps, call, turnRows } = await lineHouse()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'What about'))
  await nextTurn(deps, call, listening())
  const other = nextTurn(deps, call, listening('tok_b', { waitMs: 0 }))

  await line.offer(saying(call.id, 2, 'What about Monday?'))

  expect(await other).toBeUndefined()
  expect(await turnRows()).toMatchObject([{}, { state: 'dropped' }, { state: 'open', takenBy: 'for tok_a' }])
  expect(await speak(deps, call.id, answer('tok_a', 'What about what?'))).toBe('late')
  expect(spoken).toEqual([])
  expect(await nextTurn(deps, call, listening())).toMatchObject({ number: 2, text: 'What about Monday?' })
  expect(await speak(deps, call.id, answer('tok_a', 'Monday is fine.'))).toBe('accepted')
})

test('who let a turn pass that another way answered is not waited for again', async () => {
  const { deps, call } = await lineHouse()
  const { line } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening())
  await line.settle(1, { reply: 'I take a message.', heard: 'I take a message.', way: 'machine' })
  const other = nextTurn(deps, call, listening('tok_b'))

  await line.offer(saying(call.id, 2, 'Thank you'))

  expect(await other).toMatchObject({ number: 2 })
  expect(await speak(deps, call.id, answer('tok_a', 'Here I am!'))).toBe('late')
})

test('what another way has begun to answer is not answered again', async () => {
  const { deps, call } = await lineHouse()
  const { line, spoken, state } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening())

  state.late = true

  expect(await speak(deps, call.id, answer('tok_a', 'Hello!'))).toBe('late')
  expect(spoken).toEqual([])
})

test('an answer comes in pieces, and once it is whole more is said as an addition', async () => {
  const { deps, call } = await lineHouse()
  const { line, spoken, commands } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'Is it there?'))
  await nextTurn(deps, call, listening())

  for (const [text, last] of [
    ['One moment, ', false],
    ['please.', true]
  ] as const)
    expect(await speak(deps, call.id, answer('tok_a', text, last))).toBe('accepted')
  expect(await speak(deps, call.id, answer('tok_a', 'It is there.'))).toBe('accepted')

  expect(spoken.map(({ text }) => text)).toEqual(['One moment, ', 'please.'])
  expect(commands).toEqual([{ do: 'say', text: 'It is there.', interruptible: true }])
  expect(await speak(deps, call.id, answer('tok_b', 'And I?'))).toBe('late')
})

test('a turn whose listener has gone is given to the next one', async () => {
  const { deps, call } = await lineHouse()
  const { line } = holding(deps, call)
  const gone = new AbortController()
  const first = nextTurn(deps, call, listening('tok_a', { signal: gone.signal }))
  await until(() => line.listening()?.by === 'tok_a', 'he listens')
  const second = nextTurn(deps, call, listening('tok_b'))

  gone.abort()
  expect(await first).toBeUndefined()
  await line.offer(saying(call.id, 1, 'hello'))

  expect(await second).toMatchObject({ number: 1 })
})

test('who will not answer leaves the turn to the next on the line, and the last one to the ways after them', async () => {
  const { deps, call } = await lineHouse()
  const { line, passed } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening('ses_a', { way: 'sampling' }))
  const next = nextTurn(deps, call, listening('ses_b', { way: 'sampling' }))
  await until(() => line.listening() !== undefined, 'the next one listens')

  await pass(deps, call.id, 'ses_a')
  expect(await next).toMatchObject({ number: 1 })
  expect(passed).toEqual([])
  await pass(deps, call.id, 'ses_b')

  expect(passed).toEqual([1])
})

test('of those who listen the best way is asked', async () => {
  const { deps, call } = await lineHouse()
  const { line } = holding(deps, call)
  const stream = nextTurn(deps, call, listening('tok_s', { way: 'stream', waitMs: 1000 }))
  const tool = nextTurn(deps, call, listening('tok_t'))
  await until(() => line.listening()?.way === 'tool', 'both listen')

  await line.offer(saying(call.id, 1, 'hello'))

  expect(await tool).toMatchObject({ number: 1 })
  void stream
})

test('who asks again for what he was given, because he never got it, is given it once more, and then left in peace', async () => {
  const { deps, call } = await lineHouse()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening())

  await speak(deps, call.id, answer('tok_a', ''))
  expect(await nextTurn(deps, call, listening())).toMatchObject({ number: 1, text: 'hello' })
  expect(spoken).toEqual([])
  await speak(deps, call.id, answer('tok_a', ''))

  expect(spoken).toMatchObject([{ text: '', last: true }])
})

test('a turn goes to the newest who listens under a token: those before may be of a replica that died', async () => {
  const { deps, call } = await lineHouse()
  const { line } = holding(deps, call)
  const dead = nextTurn(elsewhere(deps), call, listening('tok_a', { waitMs: 1000 }))
  await until(() => line.listening() !== undefined, 'he listens')
  const live = nextTurn(deps, call, listening('tok_a'))
  await until(() => line.listening() !== undefined, 'he listens again')

  await line.offer(saying(call.id, 1, 'hello'))

  expect(await live).toMatchObject({ number: 1 })
  void dead
})

test('what one hand of an agent took from its events is not given to the other, and is answered once', async () => {
  const { deps, call, agent } = await lineHouse()
  const { line, spoken } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  const taken = await takeLive(deps, agent, { by: 'tok_a', way: 'tool' }, { max: 10 })

  expect(await nextTurn(deps, call, listening('tok_a', { waitMs: 0 }))).toBeUndefined()
  expect(await speak(deps, call.id, answer('tok_a', ''))).toBe('accepted')
  expect(await nextTurn(deps, call, listening('tok_a', { waitMs: 0 }))).toBeUndefined()
  expect(await speak(deps, call.id, answer('tok_a', 'Hello!'))).toBe('accepted')

  expect(taken.map(({ turn }) => turn.number)).toEqual([0, 1])
  expect(spoken).toMatchObject([{ text: 'Hello!' }])
})
