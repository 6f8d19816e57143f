import { plain } from './plain-text.ts'

/** What callers say when they are done, by language; as `words` leaves it. */
const DONE: Record<string, readonly string[]> = {
  en: [
    'bye',
    'bye bye',
    'goodbye',
    'good bye',
    "that's all",
    'that is all',
    "that'll be all",
    'that will be all',
    "that's it",
    'nothing else',
    "i'm done",
    'talk to you later',
    'talk to you soon',
    'see you',
    'see ya',
    'i have to go',
    'gotta go',
    'got to go'
  ],
  es: [
    'adios',
    'hasta luego',
    'hasta pronto',
    'hasta manana',
    'chao',
    'chau',
    'eso es todo',
    'es todo',
    'nada mas',
    'nos vemos'
  ],
  fr: ['au revoir', 'a bientot', "c'est tout", 'ce sera tout', "c'est bon pour moi"],
  de: [
    'tschuss',
    'tschau',
    'auf wiederhoren',
    'auf wiedersehen',
    "das war's",
    'das wars',
    'das war alles',
    'das ist alles',
    'bis bald',
    'bis dann'
  ],
  pt: [
    'tchau',
    'adeus',
    'ate logo',
    'ate mais',
    'ate breve',
    'ate amanha',
    'e tudo',
    'e so isso',
    'so isso',
    'era so isso',
    'nada mais'
  ],
  he: ['להתראות', 'ביי', 'זה הכל', 'זה הכול'],
  it: ['arrivederci', 'arrivederla', 'ciao', 'ciao ciao', 'a presto', 'e tutto', "nient'altro", 'basta cosi'],
  nl: ['tot ziens', 'tot horens', 'doei', 'dat was het', 'dat was alles', 'dat is alles'],
  ja: [
    'さようなら',
    '失礼します',
    '失礼いたします',
    '失礼致します',
    'バイバイ',
    '以上です',
    'それだけです',
    'それではまた'
  ],
  hi: ['अलविदा', 'बाय', 'बस इतना ही', 'फिर मिलेंगे'],
  ar: ['مع السلامة', 'إلى اللقاء', 'الى اللقاء', 'وداعا', 'هذا كل شيء', 'باي']
}
/** What is a farewell from whoever speaks; "that's all" is none from an agent, and a greeting that means both is none. */
const FAREWELL: Record<string, readonly string[]> = {
  en: ['bye', 'bye bye', 'goodbye', 'good bye', 'farewell', 'talk to you later', 'talk to you soon'],
  es: ['adios', 'hasta luego', 'hasta pronto', 'hasta manana', 'chao', 'chau'],
  fr: ['au revoir', 'a bientot'],
  de: ['tschuss', 'auf wiederhoren', 'auf wiedersehen'],
  pt: ['tchau', 'adeus', 'ate logo', 'ate mais', 'ate breve'],
  he: ['להתראות', 'ביי'],
  it: ['arrivederci', 'arrivederla', 'a presto', 'ciao ciao'],
  nl: ['tot ziens', 'tot horens', 'doei'],
  ja: ['さようなら', '失礼します', '失礼いたします', '失礼致します'],
  hi: ['अलविदा', 'फिर मिलेंगे'],
  ar: ['مع السلامة', 'إلى اللقاء', 'الى اللقاء', 'وداعا']
}

/** With one of these a farewell is spoken about, or put off. */
const NOT_YET = new Set(
  `not don't dont never before until say saying said nicht bevor sagen avant dire antes decir dizer prima niet
  voordat zeggen לפני להגיד قبل मत पहले`.split(/\s+/)
)

const MAX_WORDS = 14
const MAX_WORDS_AFTER = 5
const QUESTION = /[?？؟]\s*$/
const CLAUSE = /[.!?…。！？؟।,;،、:\n–—]+/

/** Phrases of all languages in words, and those of Japanese, which has no spaces between them. */
interface Phrases {
  inWords: readonly (readonly string[])[]
  unspaced: readonly string[]
}

const phrasesOf = ({ ja: unspaced = [], ...spaced }: Record<string, readonly string[]>): Phrases => ({
  inWords: Object.values(spaced).flatMap((phrases) => phrases.map((phrase) => phrase.split(' '))),
  unspaced
})

const ENDS = phrasesOf(DONE)
const TAKES_LEAVE = phrasesOf(FAREWELL)

/** Whether a caller is done: he says so, or says farewell, with his last words and not as a question. */
export const isFarewell = (text: string): boolean => endsWith(text, ENDS)

/** Whether both sides have taken leave: the caller is done, and the answer is a farewell that asks nothing more. */
export const saysGoodbye = (caller: string, answer: string): boolean =>
  isFarewell(caller) && endsWith(answer, TAKES_LEAVE)

function endsWith(text: string, phrases: Phrases): boolean {
  if (QUESTION.test(text)) return false
  const clauses = plain(text)
    .split(CLAUSE)
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause))
  return clauses.slice(-2).some((clause) => says(clause, phrases))
}

function says(clause: string, { inWords, unspaced }: Phrases): boolean {
  if (unspaced.some((phrase) => clause.trim().endsWith(phrase))) return true
  const words = clause.split(/[^\p{L}\p{M}\p{N}']+/u).filter((word) => word !== '')
  if (words.length > MAX_WORDS || words.some((word) => NOT_YET.has(word))) return false
  return inWords.some((phrase) => standsLate(words, phrase))
}

function standsLate(words: readonly string[], phrase: readonly string[]): boolean {
  const from = Math.max(0, words.length - phrase.length - MAX_WORDS_AFTER)
  for (let at = from; at + phrase.length <= words.length; at++)
    if (phrase.every((word, index) => words[at + index] === word)) return true
  return false
}
