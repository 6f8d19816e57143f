const ACT = '(?:kill|murder|strangle|stab|rape|behead|shoot(?! you (?:an?|the|over|some|your) )) you'
const WHO =
  "(?:i|we)(?: will|'ll|'m going to| am going to|'re going to| are going to|'m gonna|'re gonna| gonna| am gonna)"

/** Said of one's own intent to somebody, or of a bomb; English first, then the same in other languages. */
const PHRASES: readonly string[] = [
  `${WHO} (?:fucking |just |personally )?${ACT}`,
  `${WHO} (?:hurt|kill|harm|come after|rape) (?:you or )?your (?:wife|husband|family|kids|children|son|daughter|mother|father)`,
  `${WHO} (?:hurt you|beat you up|beat you to death|break your (?:legs|arms|neck|bones)|slit your throat|cut your throat)`,
  `${WHO} (?:burn|blow up) (?:down )?your (?:house|home|car|office|shop|store)`,
  "you(?: will|'re going to| are going to|'ll) (?:die (?:for this|tonight|soon|if)|be sorry you were born)",
  "you(?:'re| are) (?:a dead (?:man|woman)|dead meat)",
  "(?:there is|there's|i planted|i put|we planted|we put) a bomb (?:in|at|under|inside)",
  'pay (?:up )?or (?:you die|we kill|i kill|we will hurt|we hurt)',
  '(?:go |please )?kill yourself',
  'te voy a matar|vamos a matarte|te vamos a matar|voy a matarte',
  'je vais te tuer|on va te tuer|je vais vous tuer',
  'ich (?:bringe|bring) dich um|ich werde dich (?:toten|umbringen)|wir bringen dich um',
  'vou te matar|vamos te matar|vou matar voce',
  'ti uccido|ti ammazzo|ti uccidero',
  'אני אהרוג אותך|נהרוג אותך',
  'я тебя убью|мы тебя убьем'
]

/** Finds a threat in folded text. Every gap has a fixed length. */
export const THREATS = new RegExp(`(?<![\\p{L}\\p{N}'])(?:${PHRASES.join('|')})(?![\\p{L}\\p{N}])`, 'u')
