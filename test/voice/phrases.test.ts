import { expect, test } from 'vitest'
import { saysGoodbye } from '../../src/voice/goodbye.ts'
import { phrasesIn } from '../../src/voice/phrases.ts'

const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'he', 'it', 'nl', 'ja', 'hi', 'ar']

test.each(LANGUAGES)('a session speaks %s, and says goodbye in it when it ends a call', (language) => {
  const phrases = phrasesIn(`${language}-XX`)

  expect(Object.values(phrases).every((text) => text.length > 2)).toBe(true)
  if (language !== 'en') expect(phrases).not.toEqual(phrasesIn('en'))
  expect(saysGoodbye('bye', phrases.farewell)).toBe(true)
})

test.each(['sv-SE', '', 'constructor'])('a language that it does not speak is English: %j', (language) => {
  expect(phrasesIn(language)).toBe(phrasesIn('en-US'))
})

test('Hebrew is known by its former code', () => {
  expect(phrasesIn('iw-IL')).toBe(phrasesIn('he'))
})
