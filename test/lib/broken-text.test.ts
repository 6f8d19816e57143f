import { expect, test } from 'vitest'
import { brokenText } from '../../src/lib/broken-text.ts'

test.each([
  ['a NUL', { body: 'a\u0000b' }, 'body'],
  ['half a character', { body: 'a \ud83d b' }, 'body'],
  ['halves the wrong way round', { body: '\ude00\ud83d' }, 'body'],
  [
    'deep within lists and objects',
    { to: 'x', attachments: [{ filename: 'a' }, { filename: '\ud800' }] },
    'attachments.1.filename'
  ]
])('finds %s', (_what, value, path) => {
  expect(brokenText(value)).toBe(path)
})

test.each([
  ['characters of every kind', { body: 'é e\u0301 👩‍👩‍👧 𝒳 \u202e \ufeff \t\r\n' }],
  ['what is not text', { max: 7, wait: null, ack: undefined, more: true, list: [] }],
  ['nothing', undefined]
])('lets %s pass', (_what, value) => {
  expect(brokenText(value)).toBeUndefined()
})
