import { expect, test } from 'vitest'
import { bareAddress, plainLine } from '../../src/lib/mailbox.ts'

test.each([
  ['Ada <Ada@Example.com>', 'ada@example.com'],
  ['ada@example.com', 'ada@example.com'],
  [' Ada@Example.com\r\n', 'ada@example.com'],
  ['"a <b@c.example> d" <Ada@Example.com>', 'ada@example.com'],
  ['<ada@example.com', '<ada@example.com'],
  ['', '']
])('the address of %j is %j', (mailbox, address) => {
  expect(bareAddress(mailbox)).toBe(address)
})

test('what is kept of a hostile text is one well-formed line of a bounded length', () => {
  expect(plainLine('a\u0000b\r\nc\ud800')).toBe('abc\ufffd')
  expect(plainLine('😀'.repeat(200), 3)).toBe('😀\ufffd')
  expect(bareAddress(`${'x'.repeat(1_000_000)}@example.com`)).toHaveLength(254)
})
