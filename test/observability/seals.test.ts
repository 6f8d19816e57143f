import { expect, test } from 'vitest'
import { GENESIS, linkOf } from '../../src/observability/seals.ts'

const ENTRY = {
  id: 'aud_1',
  orgId: 'org_1',
  event: 'agent.changed',
  actor: 'org:tok_1',
  subject: null,
  details: { b: 1.5, a: ['x', null, { z: true, y: 'é "q" \\ \n\u2028' }], '10': 1, '9': 2, 'k"': '\u007f' },
  createdAt: new Date(1_700_000_000_123)
}
/** What was sealed once must verify for ever, so the form of an entry cannot change. */
const FIRST = 'b3078566cba8bccdcfc7d52d09bd0f453301caa14590b834f8223172b3429e0a'
const SECOND = '79fd45ea58d326bd5e0e887e2d6d56496d01e315cb4c4d1970753724d3028729'

test('an entry has the link that it always had', () => {
  expect(linkOf(GENESIS, ENTRY)).toBe(FIRST)
  expect(linkOf(FIRST, { ...ENTRY, subject: 'agt_1', details: {} })).toBe(SECOND)
})

test('neither the order of the keys nor the form of the instant makes a difference', () => {
  const { a, b, ...rest } = ENTRY.details
  const reordered = { ...ENTRY, details: { ...rest, a, b }, createdAt: ENTRY.createdAt.getTime() }

  expect(linkOf(GENESIS, reordered)).toBe(FIRST)
})

test.each([
  ['text for a number', { ...ENTRY, details: { ...ENTRY.details, b: '1.5' } }],
  ['a text that spells null', { ...ENTRY, subject: 'null' }],
  ['a quote that would end a text', { ...ENTRY, event: 'agent.changed","x' }],
  ['a part of a millisecond', { ...ENTRY, createdAt: 1_700_000_000_123.5 }]
])('%s is another entry', (_what, other) => {
  expect(linkOf(GENESIS, other)).not.toBe(FIRST)
})
