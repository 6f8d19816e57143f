import { expect, test } from 'vitest'
import { dnc } from '../../src/policy/dnc.ts'
import { PURPOSES } from '../../src/schemas/policy.ts'
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
