import { hasCardNumber } from './card-numbers.ts'
import { foldText, joinSpelledWords } from './fold-text.ts'
import { HATE } from './hate.ts'
import { obscenities } from './obscenities.ts'
import { secretsIn } from './secrets.ts'
import { SEXUAL } from './sexual.ts'
import { hasSocialSecurityNumber } from './social-security.ts'
import { THREATS } from './threats.ts'

/** Kinds of content that do not leave. */
export type Category =
  | 'access_token'
  | 'api_key'
  | 'card_number'
  | 'hate'
  | 'private_key'
  | 'profanity'
  | 'sexual'
  | 'social_security_number'
  | 'threat'

const PHRASES: readonly [Category, RegExp][] = [
  ['threat', THREATS],
  ['hate', HATE],
  ['sexual', SEXUAL]
]

/** The kinds of content in a text that do not leave, sorted; the time it takes grows with the length alone. */
export function findingsIn(text: string): Category[] {
  if (text === '') return []
  const found = new Set<Category>(secretsIn(text))
  const folded = foldText(text)
  if (hasCardNumber(folded)) found.add('card_number')
  if (hasSocialSecurityNumber(folded)) found.add('social_security_number')
  const words = joinSpelledWords(foldText(withoutLinkedTokens(text)))
  for (const [category, pattern] of PHRASES) if (pattern.test(words)) found.add(category)
  for (const category of obscenities(words)) found.add(category)
  return [...found].sort()
}

/** What nobody wrote spells words by chance: random values in links, as in that of an invitation. */
const withoutLinkedTokens = (text: string): string =>
  text.replace(/https?:\/\/\S+/gi, (link) =>
    link.replace(/[\w-]{20,}/g, (run) => (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? '' : run))
  )
