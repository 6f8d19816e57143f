/**
 * A BCP 47 language with its region, which carriers ask for: the region that most of its speakers live in where none is
 * given, e.g. `de` becomes `de-DE`. What is no language stays as it is, for the carrier to refuse.
 */
export function withRegion(language: string): string {
  try {
    const { language: spoken, region } = new Intl.Locale(language).maximize()
    return region === undefined ? spoken : `${spoken}-${region}`
  } catch {
    return language
  }
}

/** The language alone, e.g. `de` of `de-AT`. */
export const withoutRegion = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? language
