/** Least length of a keyword, in letters, of which one or two wrong letters are forgiven. */
const ONE_WRONG = 8
const TWO_WRONG = 10

/**
 * Whether a word is a keyword with a slip of the finger: two letters swapped or one doubled, and in a long word up to two
 * letters wrong, missing or too many. Its first two letters must be right: `shop` is no slip of `stop`, and `bestellen`
 * none of `abbestellen`.
 */
export function isSlipOf(word: string, keyword: string): boolean {
  if (keyword.length < 4 || Math.abs(word.length - keyword.length) > 2) return false
  if (swapped(word, keyword) || undoubled(word) === undoubled(keyword)) return true
  if (keyword.length < ONE_WRONG || word.slice(0, 2) !== keyword.slice(0, 2)) return false
  return distance(word, keyword) <= (keyword.length < TWO_WRONG ? 1 : 2)
}

const undoubled = (word: string): string => word.replace(/(.)\1+/gu, '$1')

function swapped(word: string, keyword: string): boolean {
  if (word.length !== keyword.length || word[0] !== keyword[0]) return false
  const at = [...keyword].findIndex((letter, index) => letter !== word[index])
  const turned = `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`
  return at >= 0 && turned === keyword
}

/** Levenshtein distance of two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}
