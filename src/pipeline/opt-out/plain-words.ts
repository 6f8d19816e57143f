/** Longest text that is read, in characters; a longer one is read at its beginning alone. */
const READ_MAX = 1200

/** Three words or more between quotation marks are somebody else's. */
const QUOTED = /(?:"[^"“”]{3,400}"|[“„][^"“”„]{3,400}[”“]|«[^«»]{3,400}»)/gu

/** A text as words in lower case without accents, one space between them. */
export interface PlainWords {
  /** All of it on one line. */
  all: string
  /** Its sentences; a comma does not end one. */
  sentences: string[]
}

/**
 * Reads a text as words: case, accents, punctuation, emojis, wide letters and letters that stand apart do not count.
 * Takes time that is bounded whatever the text, for it reads no more than its first 1200 characters.
 */
export function plainWords(text: string): PlainWords {
  const folded = withoutQuotes(text.slice(0, READ_MAX))
    .normalize('NFKD')
    // One sign may stand for a dozen letters.
    .slice(0, 2 * READ_MAX)
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('e-mail', 'email')
    // `don't` is one word, `m'écrivez` is two.
    .replace(/(?<=(?:^|[^\p{L}])(?:[cdjlmnst]|qu))['’´`](?=[\p{L}])/gu, ' ')
    .replace(/['’´`"״׳“”]/gu, '')
  const sentences = folded.split(/[.!?;:\n\r]|\p{Extended_Pictographic}|…/u).map(words)
  const all = joined(words(folded))
  return { all, sentences: sentences.filter((sentence) => sentence !== '') }
}

/** What is quoted is left out, unless it is all there is. */
function withoutQuotes(text: string): string {
  const own = text.replace(QUOTED, (quote) => (quote.trim().split(/\s+/).length >= 3 ? ' . ' : quote))
  return words(own) === '' ? text : own
}

const words = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()

/** `s t o p` spells a word. */
const joined = (line: string): string => (/^\p{L}(?: \p{L}){2,15}$/u.test(line) ? line.replaceAll(' ', '') : line)
