import { describe, expect, test } from 'vitest'
import { call, only, tokens } from './call-under-test.ts'

const END = { do: 'send', frame: { type: 'end' } }

describe('a farewell from both sides', () => {
  const leaving = (options = {}) => {
    const it = call(options)
    it.prompt('Thanks, bye.')
    it.reply(1, 'Goodbye, and thank you.')
    return it
  }

  test('ends the call once ours has been spoken', () => {
    expect(leaving().pass(5_000).slice(-2)).toEqual([END, { do: 'end', by: 'goodbye' }])
  })

  test('ends nothing unless that is wanted', () => {
    expect(only(leaving({ endOnGoodbye: false }).pass(5_000), 'end')).toEqual([])
  })

  test('ends nothing when the caller goes on', () => {
    const speaking = leaving()
    expect(only(speaking.prompt('Wait, one more thing.'), 'turn')).toHaveLength(1)
    speaking.pass(9_000)
    expect(only(speaking.all(), 'end')).toEqual([])

    const cutting = leaving()
    cutting.interrupt('Goodbye')
    expect(only(cutting.pass(1_000), 'end')).toEqual([])
    expect(only(cutting.prompt('Wait, one more thing.'), 'turn')).toMatchObject([{ turn: { kind: 'interrupt' } }])
    cutting.pass(9_000)
    expect(only(cutting.all(), 'end')).toEqual([])
  })

  test('ends the call when the caller cuts ours short with another, or with nothing', () => {
    const another = leaving()
    another.interrupt('Goodbye')
    expect(another.prompt('Bye bye!')).toEqual([END, { do: 'end', by: 'goodbye' }])

    const nothing = leaving()
    nothing.interrupt('Goodbye')
    expect(nothing.pass(10_000)).toEqual([END, { do: 'end', by: 'goodbye' }])
  })
})

describe('a socket', () => {
  test('that the caller closed ends the call, with what he can have heard', () => {
    const { prompt, reply, pass, put } = call()
    prompt('Tell me.')
    reply(1, '0123456789')
    pass(300)

    expect(put({ kind: 'closed', lost: false })).toMatchObject([
      { do: 'settled', turn: 1, reply: '0123456789', heard: '01234' },
      { do: 'end', by: 'caller' }
    ])
  })

  test('that the caller closed while he was handed over ends the call by him', () => {
    const { put } = call()
    put({ kind: 'command', command: { do: 'handOff', by: 'transfer', handoffData: 'x', text: 'One moment.' } })

    expect(put({ kind: 'closed', lost: false })).toEqual([{ do: 'end', by: 'caller' }])
  })

  test('that was lost leaves the open turn open, and has what waited for the answer raised', () => {
    const open = call()
    open.prompt('Hello?')
    expect(open.put({ kind: 'closed', lost: true })).toEqual([])
    expect(open.state().open?.turn.number).toBe(1)

    const waiting = call()
    waiting.prompt('One?')
    waiting.reply(1, 'First', false)
    waiting.prompt('Two?')
    expect(waiting.put({ kind: 'closed', lost: true })).toMatchObject([
      { do: 'settled', turn: 1, cut: true },
      { do: 'turn', turn: { text: 'Two?', number: 2 } }
    ])
  })

  test('that was lost in a farewell ends the call', () => {
    const { put } = call()
    put({ kind: 'command', command: { do: 'handOff', by: 'transfer', handoffData: 'x', text: 'One moment.' } })

    expect(put({ kind: 'closed', lost: true })).toEqual([{ do: 'end', by: 'transfer' }])
  })

  test('that follows a lost one goes on: no greeting, the open turn answered, the next number', () => {
    const history = [{ by: 'caller' as const, text: 'Hello?' }]
    const openTurn = { kind: 'utterance' as const, text: 'Hello?', number: 3 }
    const { reply, prompt, state } = call({ resumed: { nextTurn: 4, history, openTurn } })

    expect(tokens(reply(3, 'Hi.'))).toEqual(['Hi.'])
    expect(only(prompt('Again?'), 'turn')).toMatchObject([{ turn: { number: 4 } }])
    expect(state().history.map(({ text }) => text)).toEqual(['Hello?', 'Hi.', 'Again?'])
  })
})
