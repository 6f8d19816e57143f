import { elapse, wakeAt, warnsAt } from './session-clock.ts'
import { onCommand } from './session-commands.ts'
import { endNow, leave, over } from './session-ending.ts'
import { endDigits, onFrame } from './session-frames.ts'
import { announce, fillIn, onFiller, onReply, onSay } from './session-replies.ts'
import type { Effect, SessionInput, SessionOptions, SessionState } from './session-state.ts'
import { raisePending } from './session-turns.ts'
import type { Work } from './session-work.ts'
import { speechOf, withPiece } from './speech.ts'

export type * from './session-state.ts'

/** A session whose socket has just opened: what the carrier says first is being spoken, an open turn is open again. */
export function startSession(options: SessionOptions, nowMs: number): SessionState {
  const { resumed, greeting } = options
  const open = resumed?.openTurn
  const state: SessionState = {
    options,
    language: options.language,
    wakeAt: nowMs,
    over: false,
    endsAt: (options.answeredAtMs ?? nowMs) + options.maxDurationMs,
    history: resumed?.history ?? [],
    nextTurn: resumed?.nextTurn ?? 1,
    open: open && { turn: open, begun: false },
    pending: undefined,
    speeches: greeting?.trim() ? [withPiece(speechOf('announcement', undefined), greeting, true, nowMs)] : [],
    presumed: undefined,
    announcements: [],
    filler: undefined,
    droppingAnnouncement: false,
    cutAt: undefined,
    digits: undefined,
    agentSpeaking: false,
    callerSpeakingSince: undefined,
    quietSince: nowMs,
    unansweredSilences: 0,
    warned: options.warnBeforeMs >= options.maxDurationMs,
    malformed: 0,
    ending: undefined
  }
  // Who was lost after the warning has heard it.
  const warned = state.warned || nowMs > warnsAt(state)
  return { ...state, warned, wakeAt: wakeAt({ ...state, warned }) }
}

/** What comes of one input at one moment, in ms: pure, and total over every order of inputs. */
export function step(
  state: SessionState,
  input: SessionInput,
  nowMs: number
): { state: SessionState; effects: Effect[] } {
  if (state.over) return { state, effects: [] }
  const s = { ...state }
  const work: Work = { s, nowMs, effects: [] }
  // A socket that is gone takes no more frames, whatever is due.
  if (input.kind === 'closed') onClosed(work, input.lost)
  else live(work, input)
  s.wakeAt = wakeAt(s)
  return { state: s, effects: work.effects }
}

/** How long nobody speaks before the caller is taken not to be about to, in ms. */
const LULL_MS = 2_000

/**
 * From when on nothing is lost with the socket, in ms: nobody speaks, no key may still follow, and the caller is not about
 * to answer us, because he has spoken last or for long nobody has. Never, as long as that is not so.
 */
export function releasableAt(state: SessionState): number {
  const { over, speeches, callerSpeakingSince, digits, cutAt, open, quietSince } = state
  const isBusy = speeches.length > 0 || callerSpeakingSince !== undefined || digits !== undefined || cutAt !== undefined
  if (over || isBusy) return Number.POSITIVE_INFINITY
  return open === undefined ? quietSince + LULL_MS : quietSince
}

function live(work: Work, input: SessionInput): void {
  const { s } = work
  elapse(work)
  if (!s.over) take(work, input)
  if (s.over) return
  announce(work)
  fillIn(work)
  if (s.ending && s.speeches.length === 0 && s.cutAt === undefined) endNow(work, s.ending.by)
}

function take(work: Work, input: SessionInput): void {
  if (input.kind === 'frame') onFrame(work, input.frame)
  else if (input.kind === 'reply') onReply(work, input)
  else if (input.kind === 'filler') onFiller(work, input)
  else if (input.kind === 'say') onSay(work, input)
  else if (input.kind === 'command') onCommand(work, input.command)
}

function onClosed(work: Work, lost: boolean): void {
  const { s } = work
  if (lost && !s.ending) {
    leave(work)
    raisePending(work)
    endDigits(work)
    s.over = true
    return
  }
  over(work)
  const by = s.ending?.by
  work.effects.push({ do: 'end', by: by === undefined || (by === 'transfer' && !lost) ? 'caller' : by })
}
