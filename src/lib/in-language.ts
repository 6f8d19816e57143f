/** The text for a language by its BCP 47 tag; that of its base language, else English. */
export function inLanguage<T>(texts: { en: T } & Readonly<Record<string, T>>, tag: string): T {
  const base = tag.toLowerCase().split('-', 1)[0] ?? ''
  // Hebrew is still tagged by its former code here and there.
  const code = base === 'iw' ? 'he' : base
  return Object.hasOwn(texts, code) ? (texts[code] ?? texts.en) : texts.en
}
