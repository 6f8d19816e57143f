import { expect, test } from 'vitest'
import { type DncFacts, dnc } from '../../src/policy/dnc.ts'
import { PURPOSES } from '../../src/schemas/policy.ts'
import { intent, stranger } from '../helpers/intent.ts'
import { subject } from '../helpers/subject.ts'

test.each(PURPOSES)('a %s to somebody who is not listed passes', (purpose) => {
  expect(dnc.judge(subject({ purpose }), {})).toBeUndefined()
})

test.each([
  ['conversational', 'recipient_opted_out'],
  ['transactional', 'recipient_opted_out'],
  ['marketing', 'recipient_opted_out'],
  ['opt_out_confirmation', undefined],
  ['help_reply', undefined]
] as const)('a %s to a listed contact is judged %s', (purpose, code) => {
  expect(dnc.judge(subject({ purpose, channel: 'email' }), { listedBy: 'keyword' })?.code).toBe(code)
})

test.each(['keyword', 'manual', 'carrier'] as const)(
  'who put a person on the list stands in the facts: %s',
  (listedBy) => {
    expect(dnc.load({} as never, intent({ standing: stranger({ listedBy }) }))).toEqual({ listedBy })
    expect(dnc.load({} as never, intent())).toStrictEqual({})
  }
)

test('a listed person in copy keeps the whole email back, and is named by where he stands', () => {
  const email = intent({
    channel: 'email',
    copies: [
      { at: 'cc[0]', standing: stranger() },
      { at: 'bcc[1]', standing: stranger({ listedBy: 'manual' }) }
    ]
  })
  const facts = dnc.load({} as never, email) as DncFacts

  expect(dnc.judge(email, facts)).toMatchObject({ code: 'recipient_opted_out', details: { copies: ['bcc[1]'] } })
  expect(dnc.judge(email, dnc.load({} as never, { ...email, copies: email.copies.slice(0, 1) }) as DncFacts)).toBe(
    undefined
  )
})
