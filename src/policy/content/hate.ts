const GROUPS =
  '(?:jews|muslims|christians|hindus|blacks|whites|arabs|asians|latinos|mexicans|immigrants|refugees|gays|lesbians|gypsies|roma|israelis|palestinians|indians|africans)'

/** A call to violence against a group of people, or their degradation; English first, then some of other languages. */
const PHRASES: readonly string[] = [
  `(?:kill|gas|exterminate|lynch|hang|shoot|burn) (?:all |all the |all of the |every one of the )${GROUPS}`,
  `(?:kill|gas|exterminate|lynch) (?:the |those |these )${GROUPS}`,
  `${GROUPS} (?:are|is) (?:all )?(?:subhuman|vermin|parasites|cockroaches|filth|animals|an inferior race)`,
  `death to (?:all |the |all the )?${GROUPS}`,
  `i hate (?:all |the |all the )?${GROUPS}`,
  `${GROUPS} (?:should|must) (?:all )?(?:die|be killed|be gassed|be exterminated)`,
  'heil hitler|sieg heil|white power|hitler was right',
  'auslander raus|juden raus|muerte a los (?:judios|moros|negros)|mort aux (?:juifs|arabes)|מוות לערבים|מוות ליהודים'
]

/** Finds hate in folded text. Every gap has a fixed length. */
export const HATE = new RegExp(`(?<![\\p{L}\\p{N}'])(?:${PHRASES.join('|')})(?![\\p{L}\\p{N}])`, 'u')
