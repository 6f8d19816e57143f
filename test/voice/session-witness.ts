import { expect } from 'vitest'
import type { Said } from '../../src/voice/protocol.ts'
import type { Effect, SessionInput, SessionState } from '../../src/voice/session.ts'

/** Whose voice a text is: `r<turn>:` an answer, anything else an announcement or a filler. */
const owner = (token: string): string => /^r\d+:/.exec(token)?.[0] ?? 'us'

/** Text of an answer that can be told from every other. */
export const marked = (turn: number, token: string): string => (token === '' ? '' : `r${turn}:${token};`)

/** Watches one call from outside and objects to whatever must never be. */
export function witness(firstTurn: number, openTurns: readonly number[]) {
  const raised = [...openTurns]
  const finals = new Map<number, number>()
  const void_ = new Set<string>()
  const said = new Map<string, string>()
  let next = firstTurn
  let speaking: string | undefined
  let ended = false

  function hearText(frame: Extract<Said, { type: 'text' }>) {
    if (frame.token === '') {
      expect(frame.last && speaking !== undefined, 'an empty text closes something').toBe(true)
      speaking = undefined
      return
    }
    const who = owner(frame.token)
    expect([undefined, who], 'one voice at a time').toContain(speaking)
    expect(void_.has(who), 'not one word of an answer that is void').toBe(false)
    said.set(who, (said.get(who) ?? '') + frame.token)
    speaking = frame.last ? undefined : who
  }

  function finish(turn: number) {
    expect(raised).toContain(turn)
    finals.set(turn, (finals.get(turn) ?? 0) + 1)
    expect(finals.get(turn), 'a turn comes to one end').toBe(1)
    void_.add(`r${turn}:`)
  }

  function see(effect: Effect) {
    if (effect.do === 'end') {
      expect(ended, 'a call ends once').toBe(false)
      ended = true
      return
    }
    expect(ended && effect.do === 'send', 'no frame after the end').toBe(false)
    if (effect.do === 'turn') {
      expect(effect.turn.number).toBe(next++)
      raised.push(effect.turn.number)
      const unsettled = raised.filter((turn) => !finals.has(turn) && said.get(`r${turn}:`) === undefined)
      expect(unsettled, 'one open turn at a time').toEqual([effect.turn.number])
    }
    if (effect.do === 'cancel') {
      expect(said.has(`r${effect.turn}:`), 'what was answered is settled, not cancelled').toBe(false)
      finish(effect.turn)
    }
    if (effect.do === 'settled') {
      expect(effect.reply).toBe(said.get(`r${effect.turn}:`) ?? '')
      expect(effect.reply.startsWith(effect.heard), 'nobody hears what was not said').toBe(true)
      finish(effect.turn)
    }
    if (effect.do === 'send' && effect.frame.type === 'text') hearText(effect.frame)
  }

  return {
    see(input: SessionInput, effects: readonly Effect[]) {
      // From the moment that the caller cuts it short, the answer under way is void.
      if (input.kind === 'frame' && input.frame.type === 'interrupt') {
        if (speaking?.startsWith('r')) void_.add(speaking)
        speaking = undefined
      }
      for (const effect of effects) see(effect)
    },
    ended: () => ended,
    open: () => raised.filter((turn) => !finals.has(turn))
  }
}

/** Nothing of a state grows without end. */
export function expectBounded(state: SessionState): void {
  expect(state.history.length).toBeLessThanOrEqual(200)
  expect(state.announcements.length).toBeLessThanOrEqual(25)
  expect(state.speeches.length).toBeLessThanOrEqual(25)
}

/** Freezes a state in depth, so that a step that changed it would throw. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
