import { withoutMarkup } from '../lib/without-markup.ts'
import { withLine } from './history.ts'
import { send, type Work } from './session-work.ts'
import { isCutOff, isPlayed, type Speech, speechOf, withPiece, withPlayed } from './speech.ts'

/** One piece of something that we say. */
export interface Piece {
  kind: Speech['kind']
  answers?: Speech['answers']
  text: string
  last: boolean
  interruptible?: boolean | undefined
}

/** Gives the carrier one piece: it goes on with what is being said if it is of the same, else that is closed first. */
export function utter(work: Work, piece: Piece): void {
  const { s, nowMs } = work
  const { kind, answers, last, interruptible } = piece
  const text = withoutMarkup(piece.text)
  const current = s.speeches.at(-1)
  const goesOn = current !== undefined && !current.complete && current.kind === kind
  if (current !== undefined && !current.complete && !goesOn) close(work)
  // What may be cut off is cut off by the next thing that is said.
  const before = goesOn ? s.speeches.slice(0, -1) : s.speeches.filter((each) => each.kind !== 'filler')
  const speech = goesOn ? { ...current, answers } : speechOf(kind, answers, interruptible)
  const freeAt = Math.max(nowMs, before.at(-1)?.spokenAt ?? nowMs)
  s.speeches = [...before, withPiece(speech, text, last, freeAt)]
  s.presumed = undefined
  send(work, {
    type: 'text',
    token: text,
    last,
    ...(interruptible !== undefined && { interruptible }),
    ...(kind === 'filler' && { preemptible: true })
  })
  const first = s.speeches[0]
  if (first && isPlayed(first)) spoken(work, true)
}

/** Closes what has been said in part, if anything. */
export function close(work: Work): void {
  const current = work.s.speeches.at(-1)
  if (current === undefined || current.complete) return
  work.s.speeches = [...work.s.speeches.slice(0, -1), withPiece(current, '', true, work.nowMs)]
  send(work, { type: 'text', token: '', last: true })
}

/** Writes down, once, what of a speech was heard. */
export function tell(work: Work, speech: Speech, heard: string, cut: boolean): void {
  if (speech.told) return
  if (speech.kind !== 'filler') work.s.history = withLine(work.s.history, 'agent', heard)
  if (speech.answers) work.effects.push({ do: 'settled', ...speech.answers, reply: speech.sent, heard, cut })
}

/** The first speech has been spoken. `proven`: the carrier says so. */
export function spoken(work: Work, proven: boolean): void {
  const { s, nowMs } = work
  const [first, ...rest] = s.speeches
  if (first === undefined) return
  tell(work, first, first.sent, false)
  s.speeches = rest
  s.quietSince = nowMs
  s.presumed = proven || first.kind === 'filler' ? undefined : { ...first, told: true }
}

/** The carrier says whether we are being heard. */
export function onAgentSpeaking(work: Work, on: boolean): void {
  const { s, nowMs } = work
  s.agentSpeaking = on
  const [first, ...rest] = s.speeches
  if (on) {
    if (first) s.speeches = [{ ...first, begun: true }, ...rest]
    return
  }
  s.quietSince = nowMs
  // Who was cut short falls silent before the carrier says so: it is settled by that, or by time.
  if (first && isCutOff(first)) {
    s.speeches = [{ ...first, spokenAt: nowMs }, ...rest]
    return
  }
  // A silence before the first word of a speech is the end of the one before.
  if (first?.complete && first.begun) spoken(work, first.played !== '')
  while (s.speeches[0]?.complete && s.speeches[0].spokenAt <= nowMs) spoken(work, true)
}

/** The carrier tells what has been played. */
export function onPlayed(work: Work, text: string): void {
  const { s } = work
  const at = s.speeches.findIndex((speech) => withPlayed(speech, text) !== undefined)
  const speech = s.speeches[at]
  const played = speech && withPlayed(speech, text)
  if (!played) return
  for (let before = 0; before < at; before++) spoken(work, true)
  s.speeches = [played, ...s.speeches.slice(1)]
  if (isPlayed(played)) spoken(work, true)
}
