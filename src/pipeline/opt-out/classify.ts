import { type PlainWords, plainWords } from './plain-words.ts'
import { isSlipOf } from './typos.ts'
import { type Ask, askOfWord, LANGUAGES } from './words.ts'

const COURTESIES = new Set(LANGUAGES.flatMap(({ courtesies }) => courtesies))
/** Keywords that people misspell. */
const MISSPELT = ['stop', 'stopall', 'unsubscribe', 'desabonner', 'abmelden', 'abbestellen', 'descadastrar']
/** A sentence of its own at the end of a text, it asks for an end: `Not interested. Stop.` */
const LAST_WORD = new Set(['stop', 'unsubscribe', 'stop it', 'remove me', 'stopp', 'arretez', 'parem', 'basta', 'הסר'])
/** Longest text, in words, in which that counts. */
const LAST_WORD_MAX = 20

/**
 * What a text of a person asks for, in any of six languages; undefined for an ordinary text. Pure, and bounded in time for
 * texts of any length. On `voice` a word alone is no keyword: who says "stop" in a call may mean the sentence.
 */
export function classify(text: string, { channel }: { channel: string }): Ask | undefined {
  const said = plainWords(text)
  if (said.all === '') return undefined
  const keyword = channel === 'voice' ? undefined : asWord(said)
  if (keyword !== undefined) return keyword
  if (said.sentences.some(asksForAnEnd)) return 'opt_out'
  if (LANGUAGES.some(({ optIn }) => said.sentences.some((sentence) => optIn.some((phrase) => phrase.test(sentence)))))
    return 'opt_in'
  return undefined
}

/** What a text is as a keyword without courtesies and repetitions. */
function asWord({ all, sentences }: PlainWords): Ask | undefined {
  const words = all.split(' ')
  if (words.length > LAST_WORD_MAX) return undefined
  const asked = askOfWord(all)
  if (asked !== undefined) return asked
  const bare = words.filter((word, index) => !COURTESIES.has(word) && word !== words[index - 1]).join(' ')
  const bareAsk = bare === '' ? undefined : askOfWord(bare)
  if (bareAsk !== undefined) return bareAsk
  if (MISSPELT.some((keyword) => isSlipOf(bare, keyword))) return 'opt_out'
  return LAST_WORD.has(sentences.at(-1) ?? '') ? 'opt_out' : undefined
}

const asksForAnEnd = (sentence: string): boolean =>
  LANGUAGES.some(({ optOut, narrows }) => !narrows.test(sentence) && optOut.some((phrase) => phrase.test(sentence)))
