import { expect, test } from 'vitest'
import { messagesOf } from '../../src/pipeline/answer-messages.ts'

const caller = (text: string) => ({ by: 'caller' as const, text })
const agent = (text: string) => ({ by: 'agent' as const, text })

test('a model hears the caller first and last, and nobody twice in a row', () => {
  expect(messagesOf([agent('Hello.'), caller('Hi.'), caller('It is Ada.'), agent('Yes?')])).toEqual([
    { role: 'user', text: '(The call begins.)' },
    { role: 'assistant', text: 'Hello.' },
    { role: 'user', text: 'Hi.\nIt is Ada.' },
    { role: 'assistant', text: 'Yes?' },
    { role: 'user', text: '(The caller says nothing.)' }
  ])
  expect(messagesOf([])).toEqual([{ role: 'user', text: '(The call begins.)' }])
})

test('of a long call the newest is told', () => {
  const long = Array.from({ length: 200 }, (_, n) => [caller(`${n} ${'x'.repeat(500)}`), agent('Go on.')]).flat()
  const messages = messagesOf([...long, caller('The last.')])

  expect(messages.at(-1)).toEqual({ role: 'user', text: 'The last.' })
  expect(JSON.stringify(messages).length).toBeLessThan(30_000)
})

test('one line that is too long alone is told all the same', () => {
  expect(messagesOf([caller('x'.repeat(50_000))])[0]?.text).toHaveLength(50_000)
})
