/** How people of one language ask: whole texts that are words of their own, and phrases within a text. */
export interface Phrases {
  /** Whole texts. */
  optOutWords: readonly string[]
  optInWords: readonly string[]
  helpWords: readonly string[]
  /** Words around a keyword that do not change it, e.g. `please`. */
  courtesies: readonly string[]
  /** Phrases that ask for an end. */
  optOut: readonly RegExp[]
  /** Phrases that ask for it to go on again. */
  optIn: readonly RegExp[]
  /** What narrows a wish to an hour or a matter, so that it asks for no end. */
  narrows: RegExp
}

/**
 * A phrase of plain words, bounded by whole words. Gaps are counted (`{0,3}`), never open, and the text is short, so that
 * matching takes bounded time.
 */
export const phrase = (source: string): RegExp => new RegExp(`(?<=^| )(?:${source})(?=$| )`, 'u')
