import { COUNTRIES } from '../../policy/countries/index.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import type { Phrases } from './phrases.ts'
import { plainWords } from './plain-words.ts'
import { pt } from './pt.ts'

/** What a person asks for: to be left alone, to be contacted again, or who this is. */
export type Ask = 'opt_out' | 'opt_in' | 'help'

/** The languages that are understood. */
export const LANGUAGES: readonly Phrases[] = [en, es, fr, de, pt, he]

/** How each word asks; those that a country's rules name opt out as well. */
const ASKS: ReadonlyMap<string, Ask> = new Map([
  ...LANGUAGES.flatMap(({ helpWords }) => helpWords).map((word) => [word, 'help'] as const),
  ...LANGUAGES.flatMap(({ optInWords }) => optInWords).map((word) => [word, 'opt_in'] as const),
  ...COUNTRIES.flatMap(({ optOutWords }) => optOutWords).map((word) => [plainWords(word).all, 'opt_out'] as const),
  ...LANGUAGES.flatMap(({ optOutWords }) => optOutWords).map((word) => [word, 'opt_out'] as const)
])

/** What a whole text asks for, given as plain words; undefined when it is no keyword. */
export const askOfWord = (word: string): Ask | undefined => ASKS.get(word)
