import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Said } from '../../src/voice/protocol.ts'
import {
  type Effect,
  type Resumed,
  type SessionInput,
  type SessionState,
  startSession,
  step
} from '../../src/voice/session.ts'
import { OPTIONS } from './call-under-test.ts'
import { wellFormed } from './relay-contract.ts'
import { type Moment, moments } from './session-inputs.ts'
import { expectBounded, frozen, marked, witness } from './session-witness.ts'

/** Longest time from the longest duration of a call to its end: a farewell. */
const GRACE_MS = 20_000

const endings = fc.constantFrom<SessionInput | undefined>(
  undefined,
  undefined,
  { kind: 'closed', lost: true },
  { kind: 'closed', lost: false }
)
interface Beginning {
  greeting: string | undefined
  endOnGoodbye: boolean
  resumed: Resumed | undefined
}

const beginnings: fc.Arbitrary<Beginning> = fc.record({
  greeting: fc.constantFrom(undefined, 'Hello, this is Ada.'),
  endOnGoodbye: fc.boolean(),
  resumed: fc.constantFrom(
    undefined,
    { nextTurn: 4, history: [{ by: 'caller' as const, text: 'Hi' }] },
    { nextTurn: 4, history: [], openTurn: { kind: 'utterance' as const, text: 'Hi', number: 3 } }
  )
})

/** Names the turn that is meant, and marks what answers it. */
function meant(input: SessionInput, state: SessionState): SessionInput {
  if (input.kind === 'filler') return { ...input, turn: state.nextTurn - 1 - input.turn }
  if (input.kind !== 'reply') return input
  const turn = state.nextTurn - 1 - input.turn
  return { ...input, turn, token: marked(turn, input.token) }
}

/** Runs one call to its end, before the eyes of a witness. */
function run(beginning: Beginning, course: readonly Moment[], end: SessionInput | undefined) {
  const open = beginning.resumed?.openTurn?.number
  const eyes = witness(beginning.resumed?.nextTurn ?? 1, open === undefined ? [] : [open])
  const frames: Said[] = []
  let state = startSession({ ...OPTIONS, ...beginning }, 0)
  let nowMs = 0
  const put = (input: SessionInput) => {
    const result = step(frozen(state), input, nowMs)
    state = result.state
    eyes.see(input, result.effects)
    expectBounded(state)
    if (!state.over) expect(state.wakeAt).toBeGreaterThan(nowMs)
    frames.push(...result.effects.flatMap((each: Effect) => (each.do === 'send' ? [each.frame] : [])))
  }
  const passUntil = (untilMs: number) => {
    for (; state.wakeAt <= untilMs; put({ kind: 'tick' })) nowMs = state.wakeAt
    nowMs = Math.max(nowMs, untilMs)
  }
  for (const { afterMs, input } of course) {
    passUntil(nowMs + afterMs)
    put(meant(input, state))
  }
  const lost = end?.kind === 'closed' && end.lost && !state.ending
  if (end) put(end)
  else passUntil(OPTIONS.maxDurationMs + GRACE_MS)
  return { state, frames, eyes, lost }
}

describe('whatever happens on a call', () => {
  test('there is one voice at a time, no word of a void answer, one end of each turn, and an end in time', () => {
    fc.assert(
      fc.property(beginnings, moments, endings, (beginning, course, end) => {
        const { state, frames, eyes, lost } = run(beginning, course, end)

        expect(state.over).toBe(true)
        expect(state.wakeAt).toBe(Number.POSITIVE_INFINITY)
        if (!lost) expect(eyes.open()).toEqual([])
        else expect(eyes.open().length).toBeLessThanOrEqual(1)
        if (end === undefined) expect(eyes.ended()).toBe(true)
        if (end === undefined) expect(frames.at(-1)?.type).toBe('end')
        for (const frame of frames) expect(wellFormed(frame)).toEqual([])
      }),
      { numRuns: 2_000 }
    )
  })

  test('the same input of the same state comes to the same', () => {
    fc.assert(
      fc.property(moments, (course) => {
        const once = run({ greeting: 'Hi', endOnGoodbye: true, resumed: undefined }, course, undefined)
        const twice = run({ greeting: 'Hi', endOnGoodbye: true, resumed: undefined }, course, undefined)
        expect(twice.frames).toEqual(once.frames)
        expect(twice.state).toEqual(once.state)
      }),
      { numRuns: 100 }
    )
  })
})
