/** Letters of other scripts that look like Latin ones, as they are used to slip past filters. */
const LOOK_ALIKES: Record<string, string> = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x' },
  ...{ і: 'i', ї: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ԛ: 'q', ԝ: 'w', һ: 'h' },
  ...{ α: 'a', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x' },
  ...{ ı: 'i', ł: 'l', ø: 'o', ɑ: 'a', ɡ: 'g', '’': "'", '‘': "'", '–': '-', '—': '-', '‑': '-' }
}
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const LATIN = /[a-z]/
const WORD = /[\p{L}\p{N}\p{M}’‘–—‑]+/gu

/**
 * Lower case, compatibility forms, no invisible characters and no accents; a word that mixes scripts is read as Latin.
 * Text that is plain already costs one look.
 */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  const composed = text
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  return composed.replace(WORD, (word) => {
    const latin = [...word].map((letter) => LOOK_ALIKES[letter] ?? letter).join('')
    // A word of another script stays what it is.
    return LATIN.test(word) || /^[a-z0-9'-]+$/.test(latin) ? latin : word
  })
}

/** Joins words whose letters stand apart, as in `w.o.r.d`; a list of single letters reads the same to all patterns. */
export const joinSpelledWords = (folded: string): string =>
  folded.replace(/(?<![a-z0-9])(?:[a-z][ ._*~-]){2,}[a-z](?![a-z0-9])/g, (spelled) => spelled.replace(/[^a-z]/g, ''))
