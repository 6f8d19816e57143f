import { describe, expect, test } from 'vitest'
import { call, only, tokens } from './call-under-test.ts'

const FAREWELL = 'I have to end this call now. Goodbye.'
const END = { do: 'send', frame: { type: 'end' } }

describe('the longest duration', () => {
  const talking = () => {
    const it = call()
    // The caller talks on and on, so that silence ends nothing.
    const talk = (ms: number) => {
      const effects = []
      for (let left = ms; left > 0; left -= 5_000) {
        effects.push(...it.pass(Math.min(5_000, left)))
        it.prompt('and', false)
      }
      return effects
    }
    return { ...it, talk }
  }

  test('is announced a minute before, once', () => {
    const { talk } = talking()

    expect(tokens(talk(539_999))).toEqual([])
    expect(tokens(talk(60_000))).toEqual(['We have almost run out of time for this call.'])
  })

  test('ends the call with a farewell', () => {
    const { talk } = talking()
    talk(599_999)
    const effects = talk(5_000)

    expect(tokens(effects)).toEqual([FAREWELL])
    expect(effects.slice(-2)).toEqual([END, { do: 'end', by: 'max_duration' }])
  })

  test('ends it twenty seconds later at the latest, whatever is being said', () => {
    const { talk, prompt, reply, info } = talking()
    talk(595_000)
    prompt('Tell me all.')
    reply(1, 'x'.repeat(5_000))
    info('agentSpeaking', 'on')

    expect(only(talk(24_999), 'end')).toEqual([])
    expect(talk(1).slice(-2)).toEqual([END, { do: 'end', by: 'max_duration' }])
  })

  test('is counted from the answer when a socket was lost, and nobody is warned twice', () => {
    const it = call({ answeredAtMs: -550_000, resumed: { nextTurn: 2, history: [] } })

    const effects = it.pass(60_000)
    expect(tokens(effects)).not.toContain('We have almost run out of time for this call.')
    expect(tokens(effects)).toContain(FAREWELL)
  })

  test('below the warning has none', () => {
    const it = call({ maxDurationMs: 30_000 })

    expect(tokens(it.pass(29_000))).not.toContain('We have almost run out of time for this call.')
    expect(only(it.pass(10_000), 'end')).toEqual([{ do: 'end', by: 'max_duration' }])
  })
})

describe('the command to end', () => {
  const end = { kind: 'command', command: { do: 'end', by: 'agent', text: 'Talk soon.' } } as const

  test('has its text spoken first, by estimate where the carrier says nothing', () => {
    const { put, pass } = call()

    expect(tokens(put(end))).toEqual(['Talk soon.'])
    expect(pass(2_599)).toEqual([])
    expect(pass(1)).toEqual([END, { do: 'end', by: 'agent' }])
  })

  test.each([
    ['it has been spoken', 'agentSpeaking', 'off'],
    ['it has been played', 'tokensPlayed', 'Talk soon.']
  ])('ends as soon as the carrier says that %s', (_, name, value) => {
    const { put, info } = call()
    put(end)
    info('agentSpeaking', 'on')

    expect(info(name, value)).toEqual([END, { do: 'end', by: 'agent' }])
  })

  test('ends at once when nothing is to be said', () => {
    expect(call().put({ kind: 'command', command: { do: 'end', by: 'operator' } })).toEqual([
      END,
      { do: 'end', by: 'operator' }
    ])
  })

  test('lets an answer that is complete be spoken', () => {
    const { prompt, reply, put, pass } = call()
    prompt('So?')
    reply(1, 'Done.')

    expect(put({ kind: 'command', command: { do: 'end', by: 'agent' } })).toEqual([])
    expect(pass(3_000)).toMatchObject([{ do: 'settled', turn: 1, heard: 'Done.' }, END, { do: 'end', by: 'agent' }])
  })

  test('voids an answer under way, and drops a turn that nobody has answered', () => {
    const under = call()
    under.prompt('So?')
    under.reply(1, 'Well', false)
    expect(under.put(end)).toMatchObject([
      { do: 'settled', turn: 1, reply: 'Well', cut: true },
      { do: 'send', frame: { token: '', last: true } },
      { do: 'send', frame: { token: 'Talk soon.' } }
    ])
    expect(under.reply(1, ' then.')).toEqual([])

    const open = call()
    open.prompt('So?')
    expect(open.put(end)).toMatchObject([{ do: 'cancel', turn: 1 }, { do: 'send' }])
  })

  test('without a text ends after what has been said of an answer under way', () => {
    const { prompt, reply, put, pass } = call()
    prompt('So?')
    reply(1, 'Well', false)

    expect(tokens(put({ kind: 'command', command: { do: 'end', by: 'agent' } }))).toEqual([''])
    expect(only(pass(3_000), 'end')).toEqual([{ do: 'end', by: 'agent' }])
  })

  test('is done once, and nothing else is said any more', () => {
    const { put, say, pass } = call()
    put(end)

    expect(put({ kind: 'command', command: { do: 'end', by: 'budget' } })).toEqual([])
    expect(say('By the way.')).toEqual([])
    expect(pass(2_600)).toEqual([END, { do: 'end', by: 'agent' }])
  })

  test('raises no turn any more', () => {
    const { put, prompt, press, pass, state } = call()
    put(end)

    expect(prompt('Wait!')).toEqual([])
    expect(press('1#')).toEqual([])
    expect(only(pass(60_000), 'turn')).toEqual([])
    expect(state().history).toContainEqual({ by: 'caller', text: 'Wait!' })
  })

  test('ends at once when the caller cuts the farewell short', () => {
    const { put, interrupt } = call()
    put(end)

    expect(interrupt('Talk').slice(-2)).toEqual([END, { do: 'end', by: 'agent' }])
  })

  test('for a budget that is used up says farewell', () => {
    expect(tokens(call().put({ kind: 'command', command: { do: 'end', by: 'budget' } }))).toEqual([FAREWELL])
  })

  test('hands over with what the carrier is to be told', () => {
    const { put, pass } = call()
    put({ kind: 'command', command: { do: 'handOff', by: 'transfer', handoffData: '{"to":1}', text: 'One moment.' } })

    expect(pass(3_000)).toEqual([
      { do: 'send', frame: { type: 'end', handoffData: '{"to":1}' } },
      { do: 'end', by: 'transfer' }
    ])
  })

  test('is followed by nothing', () => {
    const { put, prompt, reply, frame, state } = call()
    put({ kind: 'command', command: { do: 'end', by: 'agent' } })

    for (const effects of [prompt('Hi'), reply(1, 'Hi'), frame({ type: 'malformed', problem: 'x' }), put(end)])
      expect(effects).toEqual([])
    expect(state().wakeAt).toBe(Number.POSITIVE_INFINITY)
  })
})

test('more than fifty malformed frames end the call', () => {
  const { frame } = call()
  for (let n = 1; n <= 50; n++)
    expect(frame({ type: 'malformed', problem: 'x' })).toEqual([{ do: 'note', name: 'malformed' }])

  expect(frame({ type: 'malformed', problem: 'x' }).slice(-2)).toEqual([END, { do: 'end', by: 'error' }])
})
