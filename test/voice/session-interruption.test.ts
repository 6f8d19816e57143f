import { describe, expect, test } from 'vitest'
import { call, only, tokens } from './call-under-test.ts'

const answering = (text = 'We are open from nine to five.', last = false) => {
  const it = call()
  it.prompt('When are you open?')
  it.reply(1, text, last)
  return it
}

describe('a caller who cuts us short', () => {
  test('stops the answer that is under way: not one more word of it', () => {
    const { interrupt, reply } = answering()

    expect(interrupt('We are open')).toEqual([
      { do: 'note', name: 'interruption' },
      {
        do: 'settled',
        turn: 1,
        reply: 'We are open from nine to five.',
        heard: 'We are open',
        way: 'tool',
        cut: true
      }
    ])
    expect(reply(1, ' And on Sundays', false)).toEqual([])
    expect(reply(1, '')).toEqual([])
  })

  test('has heard what the carrier says was uttered, and the next turn says so', () => {
    const { interrupt, prompt, state } = answering()
    interrupt('We are open')

    expect(prompt('Until six?')).toEqual([
      {
        do: 'turn',
        turn: { kind: 'interrupt', text: 'Until six?', lang: 'en-US', spoken: 'We are open', number: 2 }
      }
    ])
    expect(state().history).toEqual([
      { by: 'caller', text: 'When are you open?' },
      { by: 'agent', text: 'We are open' },
      { by: 'caller', text: 'Until six?' }
    ])
  })

  test('has heard what the carrier played, whatever it says was uttered', () => {
    const { interrupt, info } = answering()
    info('tokensPlayed', 'We are')
    info('tokensPlayed', 'open from')

    expect(only(interrupt('We'), 'settled')).toMatchObject([{ heard: 'We are open from' }])
  })

  test('has heard nothing when what was played is of something before', () => {
    const { interrupt, info } = answering()
    info('tokensPlayed', 'open')

    expect(only(interrupt(''), 'settled')).toMatchObject([{ heard: '' }])
  })

  test.each([
    ['a part of it alone', 'open from', 'We are open from'],
    ['something before it as well', 'One moment. We are', 'We are'],
    ['all of it', ' We are open from nine to five. ', 'We are open from nine to five.'],
    ['nothing', '', ''],
    ['something else', 'Bonjour', '']
  ])('has heard what can be told when the carrier names %s', (_, utterance, heard) => {
    expect(only(answering().interrupt(utterance), 'settled')).toMatchObject([{ heard }])
  })

  test('is believed to have cut us short also when the carrier falls silent before it says so', () => {
    const { interrupt, info, prompt, state } = answering('We are open from nine to five.', true)
    info('agentSpeaking', 'on')
    info('tokensPlayed', 'We are open')
    expect(info('agentSpeaking', 'off')).toEqual([])

    expect(only(interrupt('We are open'), 'settled')).toMatchObject([{ turn: 1, heard: 'We are open' }])
    expect(only(prompt('Until six?'), 'turn')).toMatchObject([{ turn: { kind: 'interrupt', spoken: 'We are open' } }])
    expect(state().history.map(({ text }) => text)).toEqual(['When are you open?', 'We are open', 'Until six?'])
  })

  test('is believed so also by a carrier that tells nothing of what it plays', () => {
    const { interrupt, info, prompt } = answering('We are open from nine to five.', true)
    info('agentSpeaking', 'on')
    info('agentSpeaking', 'off')
    interrupt('We are open')

    expect(only(prompt('Until six?'), 'turn')).toMatchObject([{ turn: { kind: 'interrupt', spoken: 'We are open' } }])
  })

  test('has heard all of it when the carrier falls silent in the middle and says nothing more', () => {
    const { info, pass } = answering('We are open from nine to five.', true)
    info('agentSpeaking', 'on')
    info('tokensPlayed', 'We are open')
    info('agentSpeaking', 'off')

    expect(only(pass(3000), 'settled')).toMatchObject([{ turn: 1, heard: 'We are open from nine to five.' }])
  })

  test('counts also when the answer is complete and still being spoken', () => {
    const { interrupt, prompt } = answering('We are open from nine to five.', true)

    expect(interrupt('We are')).toMatchObject([
      { do: 'note', name: 'interruption' },
      { do: 'settled', turn: 1, heard: 'We are', cut: false }
    ])
    expect(only(prompt('Thanks.'), 'turn')).toMatchObject([{ turn: { kind: 'interrupt', spoken: 'We are' } }])
  })

  test('counts also when only the clock said that it was spoken', () => {
    const { interrupt, prompt, pass, state } = answering('We are open.', true)
    expect(only(pass(4_000), 'settled')).toHaveLength(1)

    expect(interrupt('We are')).toEqual([{ do: 'note', name: 'interruption' }])
    expect(state().history.at(-1)).toEqual({ by: 'agent', text: 'We are' })
    expect(only(prompt('Yes?'), 'turn')).toMatchObject([{ turn: { kind: 'interrupt', spoken: 'We are' } }])
  })

  test('while nothing is spoken changes nothing', () => {
    const it = call()
    it.prompt('When are you open?')
    const before = it.state()

    expect(it.interrupt('We')).toEqual([])
    expect(it.state()).toEqual(before)
    expect(tokens(it.reply(1, 'At nine.'))).toEqual(['At nine.'])
  })

  test('while nothing of a new answer is spoken has not cut the one before', () => {
    const { pass, prompt, interrupt, state } = answering('We are open.', true)
    pass(4_000)
    prompt('And where?')

    expect(interrupt('We are')).toEqual([])
    expect(state().history.at(1)).toEqual({ by: 'agent', text: 'We are open.' })
  })

  test('in the second of two has heard the first to the end', () => {
    const { say, prompt, reply, interrupt, state } = call()
    prompt('Hi.')
    say('This call is recorded.')
    reply(1, 'I am Ada.')

    expect(only(interrupt('I am'), 'settled')).toMatchObject([{ turn: 1, heard: 'I am' }])
    expect(
      state()
        .history.slice(-2)
        .map(({ text }) => text)
    ).toEqual(['This call is recorded.', 'I am'])
  })

  test('in a filler is still waiting for his answer', () => {
    const it = call()
    it.prompt('When are you open?')
    it.put({ kind: 'filler', turn: 1, text: 'One moment.' })

    expect(it.interrupt('One')).toEqual([])
    expect(tokens(it.reply(1, 'At nine.'))).toEqual(['At nine.'])
  })

  test('and says nothing more has cut us short: that is the turn', () => {
    const { interrupt, pass } = answering()
    interrupt('We are')

    expect(only(pass(10_000), 'turn')).toEqual([
      { do: 'turn', turn: { kind: 'interrupt', spoken: 'We are', number: 2 } }
    ])
  })

  test('with a key has pressed it', () => {
    const { interrupt, press } = answering()
    interrupt('We are')

    expect(only(press('5#'), 'turn')).toMatchObject([{ turn: { kind: 'dtmf', digits: '5', spoken: 'We are' } }])
  })

  test('after saying something else has that answered', () => {
    const { prompt, interrupt } = answering()
    prompt('And where?')

    expect(only(interrupt('We are'), 'turn')).toMatchObject([
      { turn: { kind: 'interrupt', text: 'And where?', spoken: 'We are', number: 2 } }
    ])
  })

  test('has not heard what was waiting behind it', () => {
    const { say, prompt, reply, interrupt, state } = call()
    prompt('Hi.')
    say('This call is recorded.')
    reply(1, 'I am Ada.')

    expect(only(interrupt('This call'), 'settled')).toMatchObject([{ turn: 1, reply: 'I am Ada.', heard: '' }])
    expect(state().history.at(-1)).toEqual({ by: 'agent', text: 'This call' })
  })

  test('has an announcement wait until he has said why', () => {
    const { interrupt, say, prompt } = answering()
    interrupt('We are')

    expect(tokens(say('By the way.'))).toEqual([])
    expect(tokens(prompt('Wait.'))).toEqual(['By the way.'])
  })
})
