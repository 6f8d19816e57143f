import { describe, expect, test } from 'vitest'
import type { Effect } from '../../src/voice/session.ts'
import { call, only, tokens } from './call-under-test.ts'

const asked = (options = {}) => {
  const it = call(options)
  it.prompt('Who are you?')
  return it
}

describe('an answer', () => {
  test('is spoken piece by piece, as it comes', () => {
    const { reply } = asked()

    expect(only(reply(1, ' I', false), 'send')).toEqual([
      { do: 'send', frame: { type: 'text', token: ' I', last: false } }
    ])
    expect(reply(1, ' am ', false)).toEqual([{ do: 'send', frame: { type: 'text', token: ' am ', last: false } }])
    expect(reply(1, '', false)).toEqual([])
    expect(only(reply(1, ''), 'send')).toEqual([{ do: 'send', frame: { type: 'text', token: '', last: true } }])
  })

  test('is told of with its first word and with its last, before anybody knows whether it was heard', () => {
    const { reply } = asked()
    const begun = (effects: Effect[]) => only(effects, 'begun').map((effect) => effect.reply)

    expect(begun(reply(1, 'I', false))).toEqual(['I'])
    expect(begun(reply(1, ' am ', false))).toEqual([])
    expect(begun(reply(1, 'Ada.'))).toEqual(['I am Ada.'])
  })

  test('that must be heard says so', () => {
    const { reply } = asked()

    expect(only(reply(1, 'Legal notice.', true, false), 'send')).toMatchObject([{ frame: { interruptible: false } }])
  })

  test('to another turn than the open one is dropped', () => {
    const { reply } = asked()

    expect(reply(2, 'Early.')).toEqual([])
    expect(reply(0, 'Late.')).toEqual([])
    reply(1, 'Right.')
    expect(reply(1, 'Twice.')).toEqual([])
  })

  test('of nothing is nothing to the carrier, and settled', () => {
    expect(asked().reply(1, '')).toEqual([{ do: 'settled', turn: 1, reply: '', heard: '', way: 'tool', cut: false }])
  })

  test('is settled when the carrier says that it has been spoken', () => {
    const { reply, info, pass } = asked()
    reply(1, 'Ada.')

    expect(info('agentSpeaking', 'on')).toEqual([])
    expect(only(info('agentSpeaking', 'off'), 'settled')).toMatchObject([{ turn: 1, heard: 'Ada.' }])
    expect(only(pass(5_000), 'settled')).toEqual([])
  })

  test('is not taken for spoken by the end of what was said before it', () => {
    const { reply, info } = asked()
    info('agentSpeaking', 'on')
    reply(1, 'Ada.')

    expect(info('agentSpeaking', 'off')).toEqual([])
  })

  test.each([[['I am Ada.']], [['I am', ' Ada.']], [['I am', 'I am Ada.']]])(
    'is settled when the carrier has played all of it: %j',
    (played) => {
      const { reply, info } = asked()
      reply(1, 'I am Ada.')
      const last = played.map((value) => info('tokensPlayed', value)).at(-1) ?? []

      expect(only(last, 'settled')).toMatchObject([{ turn: 1, heard: 'I am Ada.' }])
    }
  )

  test('that says the same thrice is settled when the third has been played', () => {
    const { reply, info } = asked()
    reply(1, 'No. No. No.')

    expect([1, 2, 3].map(() => only(info('tokensPlayed', 'No.'), 'settled').length)).toEqual([0, 0, 1])
  })

  test('is settled after 60 ms a character and two seconds where the carrier says nothing', () => {
    const { reply, pass } = asked()
    reply(1, '0123456789')

    expect(pass(2_599)).toEqual([])
    expect(only(pass(1), 'settled')).toHaveLength(1)
  })

  test('is waited for longer while the carrier says that we are being heard', () => {
    const { reply, info, pass } = asked()
    reply(1, '0123456789')
    info('agentSpeaking', 'on')

    expect(pass(20_000)).toEqual([])
    expect(only(info('agentSpeaking', 'off'), 'settled')).toHaveLength(1)
  })

  test('that never ends is cut off after 8,000 characters', () => {
    const { reply } = asked()
    reply(1, 'x'.repeat(7_999), false)

    expect(tokens(reply(1, 'yz', false))).toEqual(['y'])
    expect(reply(1, 'z', false)).toEqual([])
  })
})

describe('a filler', () => {
  test('may be cut off by the answer, and is not remembered', () => {
    const { put, reply, state, pass } = asked()

    expect(put({ kind: 'filler', turn: 1, text: 'One moment.' })).toEqual([
      { do: 'note', name: 'filler' },
      { do: 'send', frame: { type: 'text', token: 'One moment.', last: true, preemptible: true } }
    ])
    reply(1, 'Ada.')
    expect(only(pass(2_240), 'settled')).toHaveLength(1)
    expect(state().history.map(({ text }) => text)).toEqual(['Who are you?', 'Ada.'])
  })

  test('is not said once the answer has begun, nor for another turn, nor over something else', () => {
    const { put, reply, say } = asked()
    expect(put({ kind: 'filler', turn: 2, text: 'One moment.' })).toEqual([])
    say('You are being transferred.')
    expect(put({ kind: 'filler', turn: 1, text: 'One moment.' })).toEqual([])
    reply(1, 'Ada', false)
    expect(put({ kind: 'filler', turn: 1, text: 'One moment.' })).toEqual([])
  })

  test('waits for the end of a greeting, also where the carrier never says that it is over', () => {
    const it = call({ greeting: '0123456789' })
    it.info('agentSpeaking', 'on')
    it.pass(100)
    it.prompt('Who are you?')

    expect(it.put({ kind: 'filler', turn: 1, text: 'One moment.' })).toEqual([])
    expect(tokens(it.pass(499))).toEqual([])
    expect(tokens(it.pass(1))).toEqual(['One moment.'])
    expect(tokens(it.pass(10_000))).toEqual([])
  })

  test('that waits is not said once the answer has begun, or its turn is over', () => {
    const it = call({ greeting: '0123456789' })
    it.info('agentSpeaking', 'on')
    it.prompt('Who are you?')
    it.put({ kind: 'filler', turn: 1, text: 'One moment.' })
    it.reply(1, 'Ada', false)
    expect(tokens(it.pass(5_000))).toEqual([])

    const other = call({ greeting: '0123456789' })
    other.info('agentSpeaking', 'on')
    other.prompt('Who are you?')
    other.put({ kind: 'filler', turn: 1, text: 'One moment.' })
    other.prompt('Hello?')
    expect(tokens(other.pass(5_000))).toEqual([])
  })
})

describe('an announcement', () => {
  test('is made at once when it is quiet', () => {
    expect(tokens(call().say('Hello.'))).toEqual(['Hello.'])
  })

  test('waits until what is being said has been spoken', () => {
    const { reply, say, info } = asked()
    reply(1, 'Ada.')
    info('agentSpeaking', 'on')

    expect(say('By the way.')).toEqual([])
    expect(tokens(info('agentSpeaking', 'off'))).toEqual(['By the way.'])
  })

  test('waits until the caller has finished', () => {
    const { info, say, prompt } = call()
    info('clientSpeaking', 'on')

    expect(say('By the way.')).toEqual([])
    expect(tokens(prompt('So I said no.'))).toEqual(['By the way.'])
  })

  test('in pieces is one, and is closed by an answer', () => {
    const { say, reply } = asked()
    expect(tokens(say('By ', false))).toEqual(['By '])
    expect(tokens(say('the ', false))).toEqual(['the '])
    expect(tokens(reply(1, 'Ada.'))).toEqual(['', 'Ada.'])
  })

  test('that was cut short is not gone on with', () => {
    const { say, interrupt, prompt, reply, pass, all } = call()
    say('By ', false)
    interrupt('By')

    expect(tokens(say('the ', false))).toEqual([])
    expect(tokens(say('way.'))).toEqual([])
    prompt('What?')
    reply(1, 'Nothing.')
    pass(5_000)
    say('Another.')
    expect(tokens(all())).toEqual(['By ', 'Nothing.', 'Another.'])
  })

  test('by the carrier itself is remembered as it was heard', () => {
    const { interrupt, state } = call({ greeting: 'Hello, this is Ada of Engines.' })
    interrupt('Hello, this is')

    expect(state().history).toEqual([{ by: 'agent', text: 'Hello, this is' }])
  })
})

describe('a command', () => {
  test('presses keys, and refuses what is none', () => {
    const { put } = call()

    expect(put({ kind: 'command', command: { do: 'digits', digits: '1w2#*' } })).toEqual([
      { do: 'send', frame: { type: 'sendDigits', digits: '1w2#*' } }
    ])
    for (const digits of ['', '1 2', 'A', '1;'])
      expect(put({ kind: 'command', command: { do: 'digits', digits } })).toEqual([{ do: 'note', name: 'refused' }])
  })

  test('changes the language of both sides and of what we say of our own accord', () => {
    const { put, pass } = call()

    expect(put({ kind: 'command', command: { do: 'language', language: 'de-AT' } })).toEqual([
      { do: 'send', frame: { type: 'language', ttsLanguage: 'de-AT', transcriptionLanguage: 'de-AT' } }
    ])
    expect(tokens(pass(45_000))).toContain('Sind Sie noch da?')
    expect(put({ kind: 'command', command: { do: 'language', language: '"/>' } })).toEqual([
      { do: 'note', name: 'refused' }
    ])
  })
})

test('frames of no use change nothing, and what the vendor complains of is counted', () => {
  const { frame, info } = asked()

  expect(frame({ type: 'setup', sessionId: 'VX1', callSid: 'v3:x' })).toEqual([])
  expect(frame({ type: 'unknown', name: 'connected' })).toEqual([])
  expect(info('somethingNew', 'on')).toEqual([])
  expect(frame({ type: 'error', description: 'code: 64107' })).toEqual([{ do: 'note', name: 'vendor-error' }])
})
