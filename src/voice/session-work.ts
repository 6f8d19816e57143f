import type { Said } from './protocol.ts'
import type { Effect, SessionNote, SessionState } from './session-state.ts'

/** One step under way: `s` is a copy whose fields are replaced, never what they hold. */
export interface Work {
  readonly s: SessionState
  readonly nowMs: number
  readonly effects: Effect[]
}

/** Has a frame sent. */
export const send = (work: Work, frame: Said): void => {
  work.effects.push({ do: 'send', frame })
}

/** Has something counted. */
export const note = (work: Work, name: SessionNote): void => {
  work.effects.push({ do: 'note', name })
}
