import { describe, expect, test } from 'vitest'
import { call, only, tokens } from './call-under-test.ts'

describe('what the caller says', () => {
  test('is a turn once it is final', () => {
    const { prompt } = call()

    expect(prompt('Hello, who', false)).toEqual([])
    expect(prompt(' Hello, who is this? ')).toEqual([
      { do: 'turn', turn: { kind: 'utterance', text: 'Hello, who is this?', lang: 'en-US', number: 1 } }
    ])
  })

  test('is no turn when it is nothing', () => {
    expect(call().prompt('  ')).toEqual([])
  })

  test('while nobody has answered is joined to what he said before, and only that is to be answered', () => {
    const { prompt, reply } = call()
    prompt('I would like')

    expect(prompt('a table for two')).toMatchObject([
      { do: 'cancel', turn: 1 },
      { do: 'turn', turn: { kind: 'utterance', text: 'I would like a table for two', number: 2 } }
    ])
    expect(reply(1, 'Late.')).toEqual([])
    expect(tokens(reply(2, 'For two, yes.'))).toEqual(['For two, yes.'])
  })

  test('while an answer is under way waits until that is complete', () => {
    const { prompt, reply } = call()
    prompt('One?')
    reply(1, 'First ', false)

    expect(prompt('Two?')).toEqual([])
    expect(prompt('Three?')).toEqual([])
    expect(reply(1, 'answer.')).toMatchObject([
      { do: 'send', frame: { token: 'answer.', last: true } },
      { do: 'begun', turn: 1, reply: 'First answer.' },
      { do: 'settled', turn: 1, reply: 'First answer.', heard: 'First answer.', cut: false },
      { do: 'turn', turn: { text: 'Two? Three?', number: 2 } }
    ])
  })

  test('settles the answer before, which he let us finish', () => {
    const { prompt, reply, state } = call()
    prompt('One?')
    reply(1, 'Yes.')

    expect(only(prompt('Two?'), 'settled')).toEqual([
      { do: 'settled', turn: 1, reply: 'Yes.', heard: 'Yes.', way: 'tool', cut: false }
    ])
    expect(state().history).toEqual([
      { by: 'caller', text: 'One?' },
      { by: 'agent', text: 'Yes.' },
      { by: 'caller', text: 'Two?' }
    ])
  })

  test('is asked anew when whoever had to answer it is lost', () => {
    const { prompt, pass } = call()
    prompt('Hello?')

    expect(pass(30_000)).toMatchObject([
      { do: 'note', name: 'silence' },
      { do: 'cancel', turn: 1 },
      { do: 'turn', turn: { kind: 'utterance', text: 'Hello?', number: 2 } }
    ])
  })

  test('is remembered for 200 lines', () => {
    const { prompt, state } = call()
    for (let n = 1; n <= 300; n++) prompt(`Line ${n}`)

    expect(state().history).toHaveLength(200)
    expect(state().history.at(-1)?.text).toBe('Line 300')
    expect(state().open?.turn.text?.length).toBeLessThanOrEqual(8_000)
  })
})

describe('keys that the caller presses', () => {
  test('are one turn when he has pressed none for a second and a half', () => {
    const { press, pass } = call()
    press('12')
    pass(1_400)
    press('3')

    expect(pass(1_499)).toEqual([])
    expect(pass(1)).toEqual([{ do: 'turn', turn: { kind: 'dtmf', digits: '123', number: 1 } }])
  })

  test('are one turn at the hash, which is not part of them unless it is all', () => {
    expect(only(call().press('42#'), 'turn')).toMatchObject([{ turn: { kind: 'dtmf', digits: '42' } }])
    expect(only(call().press('#'), 'turn')).toMatchObject([{ turn: { kind: 'dtmf', digits: '#' } }])
  })

  test('while he speaks come with what he says', () => {
    const { press, prompt, pass } = call()
    press('7')

    expect(only(prompt('seven'), 'turn')).toMatchObject([{ turn: { kind: 'utterance', text: 'seven', digits: '7' } }])
    expect(pass(2_000)).toEqual([])
  })

  test('while nobody has answered are joined to what he said', () => {
    const { press, prompt } = call()
    prompt('My number is')

    expect(only(press('55#'), 'turn')).toMatchObject([
      { turn: { kind: 'utterance', text: 'My number is', digits: '55', number: 2 } }
    ])
  })

  test('do not mean that he has heard us to the end', () => {
    const { press, prompt, reply, interrupt } = call()
    prompt('Menu?')
    reply(1, 'Press one for sales, two for help.')
    press('1#')

    expect(only(interrupt('Press one'), 'note')).toEqual([{ do: 'note', name: 'interruption' }])
  })
})

describe('silence of both', () => {
  test('for ten seconds is a turn', () => {
    const { pass } = call()

    expect(only(pass(9_999), 'turn')).toEqual([])
    expect(only(pass(1), 'turn')).toEqual([{ do: 'turn', turn: { kind: 'silence', number: 1 } }])
  })

  test.each([
    ['a partial prompt', (c: ReturnType<typeof call>) => c.prompt('Well', false)],
    ['a key', (c: ReturnType<typeof call>) => c.press('1')],
    ['the carrier hearing him', (c: ReturnType<typeof call>) => c.info('clientSpeaking', 'on')],
    ['the carrier having heard him', (c: ReturnType<typeof call>) => c.info('clientSpeaking', 'off')]
  ])('is kept away by %s', (_, act) => {
    const it = call()
    it.pass(9_000)
    act(it)

    expect(only(it.pass(1_400), 'turn')).toEqual([])
  })

  test('does not begin while we are being heard', () => {
    const { say, pass } = call()
    say('x'.repeat(100))

    expect(only(pass(17_999), 'turn')).toEqual([])
    expect(only(pass(1), 'turn')).toHaveLength(1)
  })

  test('while the caller is said to speak is none, for a minute', () => {
    const { info, pass } = call()
    info('clientSpeaking', 'on')

    expect(only(pass(59_999), 'turn')).toEqual([])
    expect(only(pass(1), 'turn')).toHaveLength(1)
  })

  test('to which the agent has nothing to say is asked about the second time, and ends the call the third', () => {
    const { pass, reply, all } = call()
    pass(10_000)
    expect(reply(1, '')).toEqual([{ do: 'settled', turn: 1, reply: '', heard: '', way: 'tool', cut: false }])
    pass(10_000)
    expect(tokens(reply(2, ''))).toEqual(['Are you still there?'])
    pass(15_000)
    expect(only(all(), 'turn')).toHaveLength(3)
    expect(tokens(reply(3, ''))).toEqual(['I have to end this call now. Goodbye.'])
    expect(pass(10_000).slice(-2)).toEqual([
      { do: 'send', frame: { type: 'end' } },
      { do: 'end', by: 'silence' }
    ])
  })

  test('does not begin with what he said and what needed no answer', () => {
    const { prompt, pass, reply } = call()
    prompt('Let me look.')
    reply(1, '')
    pass(10_000)

    expect(tokens(reply(2, ''))).toEqual([])
  })

  test('that nobody answers comes to the same', () => {
    const { pass } = call()
    const effects = pass(70_000)

    expect(only(effects, 'turn')).toHaveLength(3)
    expect(only(effects, 'cancel').map(({ turn }) => turn)).toEqual([1, 2, 3])
    expect(only(effects, 'end')).toEqual([{ do: 'end', by: 'silence' }])
  })

  test('that the agent answers, or after which the caller speaks, counts anew', () => {
    const { pass, reply, prompt, state } = call()
    pass(10_000)
    reply(1, '')
    pass(10_000)
    reply(2, 'Take your time.')
    expect(state().unansweredSilences).toBe(0)
    pass(20_000)
    reply(3, '')
    prompt('Here I am.')
    expect(state().unansweredSilences).toBe(0)
  })

  test('to which the agent has nothing to say does not drop what the caller says then', () => {
    const { pass, prompt } = call()
    pass(10_000)

    expect(prompt('Sorry, I was away.')).toMatchObject([
      { do: 'cancel', turn: 1 },
      { do: 'turn', turn: { kind: 'utterance', text: 'Sorry, I was away.', number: 2 } }
    ])
  })
})
