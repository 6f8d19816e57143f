import type { Heard } from '../../src/voice/protocol.ts'
import {
  type Effect,
  type SessionInput,
  type SessionOptions,
  type SessionState,
  startSession,
  step
} from '../../src/voice/session.ts'

/** Ten minutes, warned a minute before; both silent for ten seconds is a turn. */
export const OPTIONS: SessionOptions = {
  language: 'en-US',
  maxDurationMs: 600_000,
  warnBeforeMs: 60_000,
  silenceMs: 10_000,
  endOnGoodbye: true
}

/** One call by a clock that stands still until it is moved. */
export function call(options: Partial<SessionOptions> = {}) {
  let state: SessionState = startSession({ ...OPTIONS, ...options }, 0)
  let nowMs = 0
  const all: Effect[] = []
  const put = (input: SessionInput): Effect[] => {
    const result = step(state, input, nowMs)
    state = result.state
    all.push(...result.effects)
    return result.effects
  }
  const frame = (heard: Heard) => put({ kind: 'frame', frame: heard })
  return {
    put,
    frame,
    state: () => state,
    all: () => all,
    now: () => nowMs,
    /** Lets time pass, with a tick whenever the session wants one. */
    pass(ms: number): Effect[] {
      const until = nowMs + ms
      const effects: Effect[] = []
      while (state.wakeAt <= until) {
        nowMs = Math.max(nowMs, state.wakeAt)
        effects.push(...put({ kind: 'tick' }))
      }
      nowMs = until
      return effects
    },
    prompt: (voicePrompt: string, last = true) => frame({ type: 'prompt', voicePrompt, lang: 'en-US', last }),
    interrupt: (utteranceUntilInterrupt = '') => frame({ type: 'interrupt', utteranceUntilInterrupt }),
    press: (digits: string) => [...digits].flatMap((digit) => frame({ type: 'dtmf', digit })),
    info: (name: string, value: string) => frame({ type: 'info', name, value }),
    reply: (turn: number, token: string, last = true, interruptible?: boolean) =>
      put({ kind: 'reply', turn, token, last, way: 'tool', interruptible }),
    say: (text: string, last?: boolean) => put({ kind: 'say', text, last })
  }
}

/** What the carrier was given to say. */
export const tokens = (effects: readonly Effect[]): string[] =>
  effects.flatMap((each) => (each.do === 'send' && each.frame.type === 'text' ? [each.frame.token] : []))

/** Effects of one kind. */
export const only = <D extends Effect['do']>(effects: readonly Effect[], kind: D) =>
  effects.filter((each): each is Extract<Effect, { do: D }> => each.do === kind)
