import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/lib/crypto.ts'
import { looksLikeToken, mintToken, tokenFrom } from '../../src/lib/token.ts'

test.each([
  ['super', 's'],
  ['org', 'o'],
  ['agent', 'a']
] as const)('a token of scope %s is recognised by its prefix and carries 256 bits', (scope, letter) => {
  const { token, hash } = mintToken(scope)

  expect(token).toMatch(new RegExp(`^comms_${letter}_[A-Za-z0-9_-]{43}_[0-9a-f]{6}$`))
  expect(looksLikeToken(token)).toBe(true)
  expect(hash).toBe(sha256(token))
})

test('no two tokens are the same', () => {
  expect(new Set(Array.from({ length: 1000 }, () => mintToken('agent').token)).size).toBe(1000)
})

test('a token in which one character was mistyped is recognised as such', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const token = tokenFrom('org', Buffer.alloc(32, 7))

  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...alphabet), (at, char) => {
      fc.pre(token[at] !== char)
      expect(looksLikeToken(token.slice(0, at) + char + token.slice(at + 1))).toBe(false)
    }),
    { seed: 1, numRuns: 2000 }
  )
})

test.each(['', 'comms_a_', 'Bearer x', mintToken('agent').token.slice(1), `${mintToken('agent').token}0`])(
  '%j does not look like a token',
  (text) => {
    expect(looksLikeToken(text)).toBe(false)
  }
)
