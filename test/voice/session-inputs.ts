import fc from 'fast-check'
import type { SessionCommand, SessionInput } from '../../src/voice/session.ts'

/** One input and how long after the one before it comes, in ms; a turn is named by how many were raised after it. */
export interface Moment {
  afterMs: number
  input: SessionInput
}

const words = fc.constantFrom(
  '',
  ' ',
  'hello',
  'Bye.',
  'Goodbye!',
  'that is all',
  'one two three',
  'Yes. ',
  'é🙂',
  'No no no'
)
const utterance = fc.oneof(words, fc.string({ maxLength: 12 }))

const prompt = fc.record({
  type: fc.constant('prompt' as const),
  voicePrompt: utterance,
  last: fc.constantFrom(true, true, true, false),
  lang: fc.constantFrom('de-DE', 'en-US')
})
const interrupt = fc.record({ type: fc.constant('interrupt' as const), utteranceUntilInterrupt: utterance })
const info = fc.record({
  type: fc.constant('info' as const),
  name: fc.constantFrom('agentSpeaking', 'clientSpeaking', 'other'),
  value: fc.constantFrom('on', 'off', '')
})

const played = fc.record({ type: fc.constant('info' as const), name: fc.constant('tokensPlayed'), value: utterance })

const frame = fc.oneof(
  { weight: 8, arbitrary: prompt },
  { weight: 4, arbitrary: interrupt },
  { weight: 1, arbitrary: fc.constant({ type: 'interrupt' as const }) },
  { weight: 2, arbitrary: info },
  { weight: 2, arbitrary: played },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('dtmf' as const), digit: fc.constantFrom(...'0123456789*#') })
  },
  fc.constantFrom(
    { type: 'setup' as const, sessionId: 'VX1', callSid: 'CA1' },
    { type: 'error' as const, description: '' },
    { type: 'unknown' as const, name: 'x' },
    { type: 'malformed' as const, problem: 'x' }
  )
)

const gentle: fc.Arbitrary<SessionCommand> = fc.oneof(
  fc.record({ do: fc.constant('digits' as const), digits: fc.oneof(fc.constantFrom('12#', '1w2', ''), fc.string()) }),
  fc.record({ do: fc.constant('language' as const), language: fc.oneof(fc.constantFrom('de-DE', 'he'), fc.string()) })
)
const final: fc.Arbitrary<SessionCommand> = fc.oneof(
  fc.record({
    do: fc.constant('end' as const),
    by: fc.constantFrom('agent' as const, 'budget' as const, 'operator' as const),
    text: fc.option(words, { nil: undefined })
  }),
  fc.record({ do: fc.constant('handOff' as const), by: fc.constant('transfer' as const), handoffData: fc.string() })
)
const command = fc.oneof({ weight: 3, arbitrary: gentle }, { weight: 1, arbitrary: final })

/** How long ago the turn was raised: mostly it is the last one, at times an older one or one that is yet to come. */
const turn = fc.constantFrom(0, 0, 0, 0, 1, 2, -1)
const reply = fc.record({
  kind: fc.constant('reply' as const),
  turn,
  token: utterance,
  last: fc.constantFrom(true, false, false),
  way: fc.constantFrom('tool' as const, 'machine' as const),
  interruptible: fc.constantFrom(undefined, true, false)
})

const input: fc.Arbitrary<SessionInput> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('frame' as const), frame }) },
  { weight: 9, arbitrary: reply },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('filler' as const), turn, text: words }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      text: words,
      last: fc.constantFrom(undefined, true, false)
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('command' as const), command }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'tick' as const }) }
)

/** What may happen on one call, in any order: often within a second, now and then after minutes. */
export const moments: fc.Arbitrary<Moment[]> = fc.array(
  fc.record({
    afterMs: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 4, arbitrary: fc.integer({ min: 900, max: 6_000 }) },
      { weight: 1, arbitrary: fc.constantFrom(12_000, 40_000, 200_000) }
    ),
    input
  }),
  { maxLength: 60 }
)
