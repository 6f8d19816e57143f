import { expect, test } from 'vitest'
import { inLanguage } from '../../src/lib/in-language.ts'

const TEXTS = { en: 'Hello', de: 'Guten Tag', he: 'שלום' }

test.each([
  ['de', 'Guten Tag'],
  ['de-AT', 'Guten Tag'],
  ['DE-at', 'Guten Tag'],
  ['iw-IL', 'שלום']
])('%s is answered in it, whatever its region and its case', (tag, text) => {
  expect(inLanguage<string>(TEXTS, tag)).toBe(text)
})

test.each(['sv-SE', '', 'constructor', '__proto__'])('a language without a text is English: %j', (tag) => {
  expect(inLanguage<string>(TEXTS, tag)).toBe('Hello')
})
