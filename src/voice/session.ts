import type { Effect, SessionInput, SessionOptions, SessionState } from './session-state.ts'

export type * from './session-state.ts'

/** A session whose socket has just opened. */
export function startSession(options: SessionOptions, nowMs: number): SessionState {
  const { resumed } = options
  const open = resumed?.openTurn
  return {
    options,
    language: options.language,
    wakeAt: nowMs,
    over: false,
    history: resumed?.history ?? [],
    nextTurn: resumed?.nextTurn ?? 1,
    open: open && { turn: open, begun: false },
    pending: undefined,
    speeches: [],
    presumed: undefined,
    announcements: [],
    droppingAnnouncement: false,
    cutAt: undefined,
    digits: undefined,
    agentSpeaking: false,
    callerSpeakingSince: undefined,
    quietSince: nowMs,
    unansweredSilences: 0,
    warned: false,
    malformed: 0,
    ending: undefined
  }
}

/** What comes of one input: pure, and total over every order of inputs. */
export function step(
  state: SessionState,
  input: SessionInput,
  nowMs: number
): { state: SessionState; effects: Effect[] } {
  if (state.over) return { state, effects: [] }
  if (input.kind === 'closed')
    return { state: { ...state, over: true, wakeAt: Number.POSITIVE_INFINITY }, effects: [{ do: 'end', by: 'caller' }] }
  return { state: { ...state, wakeAt: nowMs + 1000 }, effects: [] }
}
