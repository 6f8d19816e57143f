import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/db/dialect.ts'
import { openDatabase } from '../../src/db/open.ts'
import { calls, callTurns } from '../../src/db/schema/index.ts'
import { command, nextTurn, onCut, speak } from '../../src/delivery/line.ts'
import { holdLine } from '../../src/delivery/line-holder.ts'
import type { Deps } from '../../src/deps.ts'
import { answer, elsewhere, holding, lineHouse, listening, saying, tapped } from '../helpers/line-house.ts'
import { until } from '../helpers/until.ts'

describe.each<[string, (deps: Deps) => Deps]>([
  ['in the same process', (deps) => deps],
  ['on another replica', elsewhere]
])('whoever answers %s', (_where, theirs) => {
  test('is given what the caller says, and what he answers is spoken', async () => {
    const { deps, call, turnRows } = await lineHouse()
    const { line, spoken } = holding(deps, call)
    const there = theirs(deps)
    const waiting = nextTurn(there, call, listening())
    await until(() => line.listening() !== undefined, 'somebody listens')

    await line.offer(saying(call.id, 1, 'Are you open?'))

    expect(await waiting).toMatchObject({ number: 1, kind: 'utterance', text: 'Are you open?' })
    expect(await speak(there, call.id, answer('tok_a', 'We are.'))).toBe('accepted')
    expect(spoken).toMatchObject([{ by: 'tok_a', text: 'We are.', last: true }])
    expect(await turnRows()).toMatchObject([{ number: 0 }, { number: 1, state: 'open', takenBy: 'tok_a' }])
  })

  test('is given a turn that was raised before he listened', async () => {
    const { deps, call } = await lineHouse()
    const { line } = holding(deps, call)
    await line.offer(saying(call.id, 1, 'hello'))

    expect(await nextTurn(theirs(deps), call, listening())).toMatchObject({ number: 1 })
  })

  test('is told that the call is over as soon as it is', async () => {
    const { deps, call } = await lineHouse()
    const { line } = holding(deps, call)
    const waiting = nextTurn(theirs(deps), call, listening())
    await until(() => line.listening() !== undefined, 'somebody listens')

    line.ended()

    expect(await waiting).toBe('ended')
    expect(await speak(theirs(deps), call.id, answer('tok_a', 'Bye.'))).toBe('ended')
  })

  test('has done what he was told to do, also when that ends the call at once', async () => {
    const { deps, call } = await lineHouse()
    const line = holdLine(deps, call, {
      onReply: () => 'late',
      async onCommand() {
        line.ended()
      }
    })

    expect(await command(theirs(deps), call.id, { do: 'handOff', handoffData: '{}' })).toBe('done')
  })

  test('goes on when the socket is lost and somebody else holds the call', async () => {
    const { deps, call } = await lineHouse()
    const first = holding(deps, call)
    const there = theirs(deps)
    const waiting = nextTurn(there, call, listening())
    await until(() => first.line.listening() !== undefined, 'somebody listens')

    first.line.close()
    const second = holding(deps, { ...call, generation: 2 })
    await until(() => second.line.listening() !== undefined, 'he listens again')
    await second.line.offer(saying(call.id, 1, 'Still there?'))

    expect(await waiting).toMatchObject({ number: 1, text: 'Still there?' })
    expect(await speak(there, call.id, answer('tok_a', 'I am.'))).toBe('accepted')
    expect(second.spoken).toHaveLength(1)
  })

  test('answers the turn that he was given before the socket was lost', async () => {
    const { deps, call } = await lineHouse()
    const first = holding(deps, call)
    await first.line.offer(saying(call.id, 1, 'Are you open?'))
    const there = theirs(deps)
    await nextTurn(there, call, listening())
    await first.line.settle(99, undefined)
    first.line.close()

    const speaking = speak(there, call.id, answer('tok_a', 'We are.'))
    const second = holding(deps, { ...call, generation: 2 })

    expect(await speaking).toBe('accepted')
    expect(second.spoken).toMatchObject([{ text: 'We are.' }])
  })

  test('has things done on the call that are no answer', async () => {
    const { deps, call } = await lineHouse()
    const { commands } = holding(deps, call)

    expect(await command(theirs(deps), call.id, { do: 'digits', digits: '12#' })).toBe('done')

    expect(commands).toEqual([{ do: 'digits', digits: '12#' }])
  })

  test('learns that he was cut short, and what was heard', async () => {
    const { deps, call } = await lineHouse()
    const { line } = holding(deps, call)
    const cuts: unknown[] = []
    onCut(theirs(deps), call.id, (turn, heard) => cuts.push({ turn, heard }))
    await line.offer(saying(call.id, 1, 'hello'))

    await line.settle(1, { reply: 'We open at nine.', heard: 'We open', way: 'stream', cut: true })

    await until(() => cuts.length > 0, 'he is told')
    expect(cuts).toEqual([{ turn: 1, heard: 'We open' }])
  })
})

test('a listener of a call that nobody holds learns from its row that it is over', async () => {
  const { deps, call, clock } = await lineHouse()
  const waiting = nextTurn(deps, call, listening())
  let heard: unknown
  void waiting.then((turn) => {
    heard = turn
  })
  await deps.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, call.id))

  await until(async () => {
    await clock.advance(500)
    return heard !== undefined
  }, 'he looks at the row')

  expect(heard).toBe('ended')
})

test('a reply to a call that nobody holds any more is not kept for later', async () => {
  const { deps, call, clock } = await lineHouse()
  const speaking = speak(deps, call.id, answer('tok_a', 'hello'))
  let verdict: unknown
  void speaking.then((told) => {
    verdict = told
  })

  await until(async () => {
    await clock.advance(1000)
    return verdict !== undefined
  }, 'it is told')

  expect(verdict).toBe('unreachable')
})

test('who held the call before is told that a newer socket holds it', async () => {
  const { deps, call } = await lineHouse()
  const { state, spoken } = holding(deps, call)

  const second = holding(elsewhere(deps), { ...call, generation: 2 })

  await until(() => state.takenOver, 'it is told')
  await second.line.offer(saying(call.id, 1, 'hello'))
  await nextTurn(deps, call, listening())
  expect(await speak(deps, call.id, answer('tok_a', 'Hello!'))).toBe('accepted')
  expect(spoken).toEqual([])
  expect(second.spoken).toHaveLength(1)
})

test('what was said, answered and heard of a turn stands in its row, and cannot be read there', async () => {
  const { deps, call, turnRows } = await lineHouse()
  const { line } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'a secret'))
  await line.settle(1, { reply: 'a whisper, and more', heard: 'a whisper', way: 'tool' })

  const row = (await turnRows()).find(({ number }) => number === 1)

  expect(JSON.stringify(await deps.db.select().from(callTurns))).not.toMatch(/secret|whisper/)
  expect(row).toMatchObject({ state: 'answered', agentId: call.agentId, orgId: call.orgId })
  expect(JSON.parse(deps.sealer.open(row?.sealed ?? '', row?.id ?? ''))).toEqual({
    ...{ kind: 'utterance', text: 'a secret', reply: 'a whisper, and more', heard: 'a whisper', way: 'tool' }
  })
})

test('what is written down late leaves nothing of a call that is over', async () => {
  const { deps, call, turnRows } = await lineHouse()
  const { line } = holding(deps, call)
  await line.offer(saying(call.id, 1, 'in time'))
  await deps.db.update(calls).set({ state: 'completed' }).where(eq(calls.id, call.id))

  await line.offer(saying(call.id, 2, 'too late'))

  expect(await turnRows()).toEqual([])
  expect(await deps.db.select({ turns: calls.turns }).from(calls)).toEqual([{ turns: 2 }])
})

test('nothing that is said can be read on the bus', async () => {
  const house = await lineHouse()
  const { call } = house
  const { deps, said } = tapped(house.deps)
  const { line } = holding(deps, call)
  const there = elsewhere(deps)
  const waiting = nextTurn(there, call, listening())
  await until(() => line.listening() !== undefined, 'somebody listens')
  await line.offer(saying(call.id, 1, 'a secret'))
  await waiting
  await speak(there, call.id, answer('tok_a', 'a whisper'))

  expect(said.length).toBeGreaterThan(3)
  expect(said.join('\n')).not.toMatch(/secret|whisper|tok_a|utterance/)
})

test('a thousand lines that were opened and closed leave nobody who listens', async () => {
  const house = await lineHouse({ direction: 'outbound' })
  const { deps, topics } = tapped(house.deps)
  for (let number = 0; number < 1000; number++) {
    const call = { ...house.call, id: `cal_${number}` }
    const { line } = holding(deps, call)
    const gone = new AbortController()
    const waiting = nextTurn(deps, call, listening('tok_a', { signal: gone.signal }))
    gone.abort()
    await waiting
    line.close()
  }

  expect(topics.filter((topic) => topic.startsWith('call:'))).toEqual([])
  expect(topics.length).toBeLessThanOrEqual(1)
})

test.runIf(dialect === 'postgres')('two replicas on one database hold one call together', async () => {
  const { deps: here, call, databaseUrl } = await lineHouse()
  const replica = await openDatabase(databaseUrl)
  const there: Deps = { ...here, db: replica.db, bus: replica.bus }
  const { line, spoken } = holding(here, call)
  const waiting = nextTurn(there, call, listening())
  await until(() => line.listening() !== undefined, 'he listens from there')
  await line.offer(saying(call.id, 1, 'é'.repeat(4000)))

  expect(await waiting).toMatchObject({ number: 1, text: 'é'.repeat(4000) })
  expect(await speak(there, call.id, answer('tok_a', 'ü'.repeat(4000)))).toBe('accepted')
  expect(spoken).toMatchObject([{ text: 'ü'.repeat(4000) }])
  const next = nextTurn(there, call, listening())
  await until(() => line.listening() !== undefined, 'he listens again')
  line.close()
  const second = holding(there, { ...call, generation: 2 })
  await until(() => second.line.listening() !== undefined, 'he listens to the next holder')
  await second.line.offer(saying(call.id, 2, 'Still there?'))

  expect(await next).toMatchObject({ number: 2, text: 'Still there?' })
  await replica.close()
})
