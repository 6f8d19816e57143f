import { expect, test } from 'vitest'
import { basicPassword, bearerToken } from '../../src/lib/authorization.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test('a bearer token is read whatever the case of its scheme, and nothing else is taken for one', () => {
  expect(bearerToken('Bearer abc')).toBe('abc')
  expect(bearerToken('bearer abc')).toBe('abc')
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Bearer a b', 'Basic abc', `Bearer ${'x'.repeat(513)}`])
    expect(bearerToken(header), header).toBeUndefined()
})

test('the password of Basic may hold colons, and a pair without one has none', () => {
  expect(basicPassword(basic('anyone:a:b'))).toBe('a:b')
  for (const header of [undefined, 'Bearer abc', 'Basic ?', basic('nocolon')])
    expect(basicPassword(header)).toBeUndefined()
})
