import { expect, test } from 'vitest'
import { spokenFilter } from '../../src/services/spoken-filter.ts'

/** What is spoken of an answer that comes in these pieces. */
function spoken(pieces: readonly string[]): string[] {
  const filter = spokenFilter()
  return [...pieces.map((piece) => filter.push(piece)), filter.rest()]
}

test.each([
  [['It ', 'is ', 'ready.']],
  [['It', ' is', ' re', 'ady', '.', ' So ', 'come']],
  [['準備が', 'できました。']],
  [['الطلب ', 'جاهز']],
  [['  spaces ', '  are kept ']],
  [['x'.repeat(100), 'y'.repeat(100)]]
])('%j is spoken as it was written', (pieces) => {
  expect(spoken(pieces).join('')).toBe(pieces.join(''))
})

test('a word is held back until it is whole, and nothing longer', () => {
  expect(spoken(['It is re', 'ady. So ', 'come'])).toEqual(['It is ', 'ready. So ', '', 'come'])
})

test.each([
  [['You bullshit', ' me']],
  [['You bul', 'lsh', 'it', ' me']],
  [['You ', 'b', 'u', 'l', 'l', 's', 'h', 'i', 't']],
  [['Pay with 4111 ', '1111 ', '1111 ', '1111 please']]
])('%j is refused before the last of it is spoken', (pieces) => {
  expect(() => spoken(pieces)).toThrow(expect.objectContaining({ code: 'content_blocked' }))
})
