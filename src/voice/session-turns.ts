import type { TurnContent } from '../schemas/call.ts'
import { withLine } from './history.ts'
import { phrasesIn } from './phrases.ts'
import { endCall } from './session-ending.ts'
import { note, type Work } from './session-work.ts'
import { spoken, tell } from './speaking.ts'

const MAX_TEXT = 8_000
const MAX_DIGITS = 64

/** Whether a turn is that the caller did nothing. */
export const isQuiet = (turn: TurnContent): boolean => turn.text === undefined && turn.digits === undefined

/** The caller did something: it is raised, joined to what is not answered yet, or waits for the answer under way. */
export function hear(work: Work, content: TurnContent): void {
  const { s } = work
  const { cutAt } = s
  s.cutAt = undefined
  // Who goes on after a farewell is not hung up on.
  s.ending = undefined
  const heard: TurnContent =
    cutAt === undefined ? content : { ...content, kind: content.kind === 'dtmf' ? 'dtmf' : 'interrupt', spoken: cutAt }
  if (s.open?.begun) s.pending = joined(s.pending, heard)
  else raise(work, heard, mayGoOn(work, heard))
}

/** Raises what waited for the answer that is complete or void now. */
export function raisePending(work: Work): void {
  const { pending } = work.s
  work.s.pending = undefined
  if (pending) raise(work, pending, true)
}

function raise(work: Work, content: TurnContent, goesOn: boolean): void {
  const { s } = work
  settleSpoken(work, goesOn)
  s.presumed = undefined
  s.history = withLine(s.history, 'caller', content.text ?? '')
  if (content.digits !== undefined) s.history = withLine(s.history, 'caller', `[${content.digits}]`)
  if (s.open) work.effects.push({ do: 'cancel', turn: s.open.turn.number })
  const turn = { ...joined(s.open?.turn, content), number: s.nextTurn }
  s.nextTurn += 1
  s.open = { turn, begun: false }
  work.effects.push({ do: 'turn', turn })
}

/** Whether we may be heard still: who speaks and does not cut us short has waited for the end, if he could cut it. */
const mayGoOn = ({ s }: Work, content: TurnContent): boolean =>
  s.agentSpeaking || content.text === undefined || s.speeches.some((speech) => speech.interruptible === false)

/** All that is complete counts as heard before the caller did what is raised now. */
function settleSpoken(work: Work, goesOn: boolean): void {
  const { s } = work
  while (!goesOn && s.speeches[0]?.complete) spoken(work, true)
  s.speeches = s.speeches.map((speech) => {
    if (!speech.complete) return speech
    tell(work, speech, speech.sent, false)
    return { ...speech, told: true }
  })
}

function joined(before: TurnContent | undefined, next: TurnContent): TurnContent {
  if (before === undefined || before.kind === 'silence') return next
  const text = [before.text, next.text].filter((each) => each !== undefined).join(' ')
  const digits = `${before.digits ?? ''}${next.digits ?? ''}`
  const cut = before.kind === 'interrupt' || next.kind === 'interrupt'
  return {
    kind: cut ? 'interrupt' : text === '' ? 'dtmf' : 'utterance',
    text: text === '' ? undefined : text.slice(0, MAX_TEXT).toWellFormed(),
    digits: digits === '' ? undefined : digits.slice(0, MAX_DIGITS),
    lang: next.lang ?? before.lang,
    spoken: next.spoken ?? before.spoken
  }
}

/** Both sides have been silent for long: that is a turn, and what the caller did before is asked again with it. */
export function onSilence(work: Work): void {
  const { s, nowMs } = work
  s.quietSince = nowMs
  s.callerSpeakingSince = undefined
  note(work, 'silence')
  if (s.open && isQuiet(s.open.turn)) {
    work.effects.push({ do: 'cancel', turn: s.open.turn.number })
    s.open = undefined
    s.cutAt = undefined
    if (answeredByNothing(work)) return
  }
  hear(work, { kind: 'silence' })
}

/** Nobody had a word for a silence: the second time the caller is asked, then the call ends. Whether we spoke. */
export function answeredByNothing(work: Work): boolean {
  const { s } = work
  s.unansweredSilences += 1
  const { stillThere, farewell } = phrasesIn(s.language)
  if (s.unansweredSilences === 2)
    s.announcements = [...s.announcements, { text: stillThere, last: true, interruptible: undefined }]
  if (s.unansweredSilences >= 3) endCall(work, { by: 'silence', text: farewell })
  return s.unansweredSilences >= 2
}
