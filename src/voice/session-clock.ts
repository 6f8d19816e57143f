import { phrasesIn } from './phrases.ts'
import { endCall, endNow } from './session-ending.ts'
import { endDigits } from './session-frames.ts'
import { fillsAt, speaksUntil } from './session-replies.ts'
import type { SessionState } from './session-state.ts'
import { isQuiet, onSilence } from './session-turns.ts'
import type { Work } from './session-work.ts'
import { spoken } from './speaking.ts'
import type { Speech } from './speech.ts'

/** How long a farewell may take after the longest duration. */
const GRACE_MS = 20_000
const TAIL_MS = 2_000
/** How long the carrier is believed that we are still being heard, beyond the estimate. */
const LONGER_MS = 30_000
/** How long an answer may take before its turn is raised anew: whoever had it has lost it. */
const PATIENCE_WITH_ANSWER_MS = 30_000
const NEVER = Number.POSITIVE_INFINITY

/** When the caller is warned. */
export const warnsAt = (state: SessionState): number =>
  state.warned || state.ending ? NEVER : state.endsAt - state.options.warnBeforeMs

const spokenBy = ({ agentSpeaking }: SessionState, speech: Speech | undefined): number =>
  speech?.complete ? speech.spokenAt + TAIL_MS + (agentSpeaking ? LONGER_MS : 0) : NEVER

function silentAt({ options, quietSince, callerSpeakingSince, speeches, open, ending, cutAt }: SessionState): number {
  if (speeches.length > 0 || (ending && cutAt === undefined)) return NEVER
  const patienceMs = open === undefined || isQuiet(open.turn) ? options.silenceMs : PATIENCE_WITH_ANSWER_MS
  return Math.max(quietSince + patienceMs, speaksUntil(callerSpeakingSince))
}

/** When something is due without anybody doing anything, in ms; never, once the call is over. */
export function wakeAt(state: SessionState): number {
  if (state.over) return NEVER
  return Math.min(
    state.ending ? state.endsAt + GRACE_MS : state.endsAt,
    warnsAt(state),
    state.digits?.dueAt ?? NEVER,
    spokenBy(state, state.speeches[0]),
    silentAt(state),
    fillsAt(state),
    state.announcements.length > 0 ? speaksUntil(state.callerSpeakingSince) || NEVER : NEVER
  )
}

/** Does what has become due. */
export function elapse(work: Work): void {
  const { s, nowMs } = work
  if (nowMs >= s.endsAt + GRACE_MS) endNow(work, 'max_duration')
  if (s.over) return
  endInTime(work)
  if (nowMs >= speaksUntil(s.callerSpeakingSince)) s.callerSpeakingSince = undefined
  if (s.digits && nowMs >= s.digits.dueAt) endDigits(work)
  while (nowMs >= spokenBy(s, s.speeches[0])) spoken(work, false)
  if (nowMs < silentAt(s)) return
  if (s.ending) s.cutAt = undefined
  else onSilence(work)
}

function endInTime(work: Work): void {
  const { s, nowMs } = work
  const { farewell, warning } = phrasesIn(s.language)
  if (nowMs >= s.endsAt && !s.ending) endCall(work, { by: 'max_duration', text: farewell })
  if (nowMs < warnsAt(s)) return
  s.warned = true
  s.announcements = [...s.announcements, { text: warning, last: true, interruptible: undefined }]
}
