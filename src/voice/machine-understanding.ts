import { isFarewell } from './goodbye.ts'
import type { MachinePhrases } from './machine-phrases.ts'
import { plain } from './plain-text.ts'

/** Words of a refusal at most; who says more says something. */
const MAX_WORDS_OF_NO = 5
const NAME_WORDS = 3
/** An hour, and no number to dial. */
const HOUR = /(?<!\p{Nd}[\s().-]?)\p{Nd}{1,2}(?![\s().-]?\p{Nd})/u

const wordsOf = (text: string): string[] =>
  plain(text)
    .split(/[^\p{L}\p{M}\p{N}']+/u)
    .filter((word) => word !== '')

/** Whether a caller declines, or takes leave. */
export function isNo(text: string, { no }: MachinePhrases): boolean {
  if (isFarewell(text)) return true
  const words = wordsOf(text)
  if (words.length === 0 || words.length > MAX_WORDS_OF_NO) return false
  const all = words.join(' ')
  return no.some((each) => {
    const phrase = wordsOf(each).join(' ')
    return all === phrase || all.startsWith(`${phrase} `)
  })
}

/** When and how a caller wants to be reached, as he says it: the sentence that asks for it and names a time. */
export function wishIn(text: string, { reach, times }: MachinePhrases): string | undefined {
  const sentences = text.split(/(?<=[.!?。！？؟।])\s*/u).filter((sentence) => sentence.trim() !== '')
  return sentences.find((sentence) => says(sentence, reach) && (says(sentence, times) || HOUR.test(sentence)))?.trim()
}

/** Languages without spaces have no words to compare. */
function says(sentence: string, terms: readonly string[]): boolean {
  const all = ` ${wordsOf(sentence).join(' ')} `
  return terms.some((term) =>
    /[\p{Script=Han}\p{Script=Hiragana}]/u.test(term)
      ? sentence.includes(term)
      : all.includes(` ${wordsOf(term).join(' ')} `)
  )
}

/** The name that a caller gives himself; only where it is written as one. */
export function nameIn(text: string, { iAm }: MachinePhrases): string | undefined {
  for (const phrase of iAm) {
    const at = new RegExp(`(?<![\\p{L}\\p{M}])${phrase}\\s+(.+)`, 'iu').exec(text)?.[1]
    const name = at?.match(
      new RegExp(`^\\p{Lu}[\\p{L}\\p{M}'’-]*(?:\\s+\\p{Lu}[\\p{L}\\p{M}'’-]*){0,${NAME_WORDS - 1}}`, 'u')
    )
    if (name) return name[0]
  }
  return undefined
}

/** A number of seven to fifteen digits, as it was said or pressed. Source: ITU-T E.164, 6.2.1 */
export function numberIn(text: string): string | undefined {
  const found = /(?<!\p{Nd})\+?\p{Nd}(?:[\s().-]*\p{Nd}){6,14}(?!\p{Nd})/u.exec(text)?.[0]
  return found?.replace(/[^\p{Nd}+]/gu, '')
}
