import { expect, test } from 'vitest'
import { whoAwaits } from '../../src/delivery/awaiting.ts'
import { nextTurn, pass, speak } from '../../src/delivery/line.ts'
import { waitForEvents, waitForLive } from '../../src/delivery/wait.ts'
import { answer, elsewhere, holding, lineHouse, listening, saying } from '../helpers/line-house.ts'
import { until } from '../helpers/until.ts'

const tool = (by: string) => ({ by, way: 'tool' as const })
const sampling = (by: string) => ({ by, way: 'sampling' as const })

/** A call whose turn somebody has; others can wait for it until they are told to stop. */
async function house(by: string) {
  const base = await lineHouse()
  const { deps, call, agent } = base
  const { line, spoken, passed } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening(by))
  const gone = new AbortController()
  return {
    ...{ ...base, line, spoken, passed, gone },
    /** Whether the turn is left to somebody else; time goes on while other replicas are asked. */
    async handedOn(number = 1) {
      const verdicts: boolean[] = []
      void line.handOn(number).then((verdict) => verdicts.push(verdict))
      await until(async () => {
        await base.clock.advance(10)
        return verdicts.length > 0
      }, 'it is known')
      return verdicts[0]
    },
    /** Somebody else waits for events. */
    async waiting(other: string, query: object = {}) {
      const waited = waitForEvents(
        deps,
        agent,
        { max: 5, kinds: ['call.turn'], ...query },
        60_000,
        gone.signal,
        tool(other)
      )
      await Promise.resolve()
      return waited
    }
  }
}

test('a turn of whoever does not answer goes to somebody who waits for events, and the first is late', async () => {
  const { deps, call, handedOn, spoken, waiting } = await house('tok_a')
  const waited = waiting('tok_b')

  expect(await handedOn()).toBe(true)

  expect(await waited).toMatchObject({ events: [{ kind: 'call.turn', body: 'hello' }] })
  expect(await speak(deps, call.id, answer('tok_a', 'Slow.'))).toBe('late')
  expect(await speak(deps, call.id, answer('tok_b', 'Quick.'))).toBe('accepted')
  expect(spoken.map(({ text }) => text)).toEqual(['Quick.'])
})

test('another client under the same token is somebody else', async () => {
  const { handedOn, waiting } = await house('tok_a')
  const waited = waiting('tok_a')

  expect(await handedOn()).toBe(true)

  expect(await waited).toMatchObject({ events: [{ kind: 'call.turn' }] })
})

test('a turn stays where it is when nobody waits, or only for messages, or its answer has begun', async () => {
  const { deps, call, handedOn, waiting, gone } = await house('tok_a')
  expect(await handedOn()).toBe(false)
  const waits = [waiting('tok_b', { kinds: ['message.received'] }), waiting('tok_c', { channel: 'sms' })]
  expect(await handedOn()).toBe(false)

  waits.push(waiting('tok_d'))
  await speak(deps, call.id, answer('tok_a', 'Well,', false))

  expect(await handedOn()).toBe(false)
  expect(await handedOn(2)).toBe(false)
  gone.abort()
  await Promise.all(waits)
})

test('a client whose model refused, or is asked, is not asked again although it waits for other calls', async () => {
  const { deps, call, agent, handedOn, passed, gone } = await house('session a')
  await nextTurn(deps, call, { ...listening('session a'), way: 'sampling', waitMs: 0 })
  const waits = waitForLive(deps, agent, sampling('session a'), { max: 5 }, 60_000, gone.signal)

  expect(await handedOn()).toBe(false)
  await pass(deps, call.id, 'session a', 1)
  await until(() => passed.length === 1, 'it is left')
  expect(await handedOn()).toBe(false)
  gone.abort()
  await waits
})

test('a turn that the answering machine has begun to answer is given to nobody any more', async () => {
  const { deps, call, line } = await house('tok_a')

  await line.begun(1, { reply: 'I am sorry.', way: 'machine' })

  expect(await nextTurn(deps, call, { ...listening('tok_b'), after: 0, waitMs: 0 })).toBeUndefined()
  expect(await speak(deps, call.id, answer('tok_a', 'Here I am.'))).toBe('late')
})

test('who waits on another replica is found', async () => {
  const { deps, agent, clock, gone } = await house('tok_a')
  const there = elsewhere(deps)
  const waits = waitForEvents(there, agent, { max: 5, kinds: ['call.turn'] }, 60_000, gone.signal, tool('tok_b'))
  let found: unknown
  const bus = { ...deps.bus }
  delete (bus as { alone?: true }).alone
  void whoAwaits({ ...deps, bus }, agent.id).then((other) => {
    found = other ?? 'nobody'
  })
  await until(() => found !== undefined, 'it is found')
  expect(found).toEqual(tool('tok_b'))

  found = undefined
  void whoAwaits({ ...deps, bus }, agent.id, ['tok_b']).then((other) => {
    found = other ?? 'nobody'
  })
  await until(async () => {
    await clock.advance(100)
    return found !== undefined
  }, 'nobody else is found')
  expect(found).toBe('nobody')
  gone.abort()
  await waits
})
