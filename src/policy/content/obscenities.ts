import { DataSet, englishDataset, englishRecommendedTransformers, pattern, RegExpMatcher } from 'obscenity'

type Kind = 'profanity' | 'sexual' | 'hate'

/**
 * Words of the library's list that are taken as they stand there. Its other patterns refuse lawful text: given names,
 * surnames, places, food, and everyday words of other languages.
 */
const TAKEN: Record<string, Kind> = {
  blowjob: 'sexual',
  deepthroat: 'sexual',
  felch: 'sexual',
  'finger bang': 'sexual',
  gangbang: 'sexual',
  handjob: 'sexual',
  hentai: 'sexual',
  jizz: 'sexual',
  lubejob: 'sexual'
}

/** Strong words alone, bounded where a name has them inside; a letter that is written twice counts once, except b e o l s g. */
const ADDED: readonly [Kind, string, ReturnType<typeof pattern>[]][] = [
  ['profanity', 'f-word', [pattern`fuck`, pattern`|fuk|`, pattern`|fck`, pattern`|fvck`, pattern`|phuck`]],
  [
    'profanity',
    's-word',
    [pattern`|shit|`, pattern`|shits|`, pattern`|shity|`, pattern`bullshit|`, pattern`|shithead`]
  ],
  ['profanity', 'b-word', [pattern`|bitch|`, pattern`|bitches|`]],
  ['profanity', 'c-word', [pattern`|cunt|`, pattern`|cunts|`]],
  ['profanity', 'a-word', [pattern`|asshole`, pattern`|arsehole`]],
  [
    'profanity',
    'others',
    [pattern`|whore|`, pattern`|whores|`, pattern`|wanker`, pattern`|cocksucker`, pattern`|dickhead`]
  ],
  ['hate', 'slurs', [pattern`|nigger`, pattern`|nigga`, pattern`|faggot|`, pattern`|kikes|`, pattern`|wetback`]],
  ['sexual', 'trade', [pattern`|porn|`, pattern`|porno|`, pattern`|pornhub|`]]
]

let matcher: { all: RegExpMatcher; kindOf: ReadonlyMap<number, Kind> } | undefined

/** The kinds of obscene words in a folded text, also where letters are repeated or written as digits and signs. */
export function obscenities(folded: string): Kind[] {
  matcher ??= build()
  const { all, kindOf } = matcher
  return all.getAllMatches(folded).flatMap(({ termId }) => kindOf.get(termId) ?? [])
}

function build() {
  const words = new DataSet<{ originalWord: string }>()
    .addAll(englishDataset)
    .removePhrasesIf(({ metadata }) => TAKEN[metadata?.originalWord ?? ''] === undefined)
  for (const [, originalWord, patterns] of ADDED)
    words.addPhrase((phrase) => {
      for (const each of patterns) phrase.addPattern(each)
      return phrase.setMetadata({ originalWord })
    })
  const kinds = { ...TAKEN, ...Object.fromEntries(ADDED.map(([kind, word]) => [word, kind])) }
  const built = words.build()
  const all = new RegExpMatcher({ ...built, ...englishRecommendedTransformers, whitelistMatcherTransformers: [] })
  const kindOf = new Map<number, Kind>()
  for (const match of built.blacklistedTerms) {
    const { phraseMetadata } = words.getPayloadWithPhraseMetadata({
      ...{ termId: match.id, matchLength: 0, startIndex: 0, endIndex: 0 }
    })
    const kind = kinds[phraseMetadata?.originalWord ?? '']
    if (kind) kindOf.set(match.id, kind)
  }
  return { all, kindOf }
}
