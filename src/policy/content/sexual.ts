/** Solicitation and description; words of health, law and biology are no sexual content. */
const PHRASES: readonly string[] = [
  '(?:send|show|share)(?: me| us)?(?: your| some| more)? (?:nudes|naked (?:pics|photos|pictures)|nude (?:pics|photos|pictures))',
  '(?:want|like|love|wanna|going)(?: to)? (?:have sex|sleep) with (?:you|me) (?:tonight|now|right now)',
  "(?:want to|wanna|let's|let us) have sex",
  "(?:i'm|i am|feeling|so|are you) horny",
  '(?:hot|sexy|naked|horny) (?:singles|girls|women|guys|milfs) (?:near you|in your area|waiting|want)',
  '(?:xxx|hardcore|adult) (?:videos?|movies?|cams?|chat)',
  '(?:suck|lick|ride) my (?:dick|cock|pussy)',
  '(?:your|my) (?:wet pussy|hard cock|hard dick)',
  'quieres? follar|mandame fotos desnud[ao]|envoie[- ]moi des nudes|schick mir nacktbilder|manda nudes'
]

/** Finds sexual content in folded text. Every gap has a fixed length. */
export const SEXUAL = new RegExp(`(?<![\\p{L}\\p{N}'])(?:${PHRASES.join('|')})(?![\\p{L}\\p{N}])`, 'u')
