import { saysGoodbye } from './goodbye.ts'
import type { SessionInput, SessionState } from './session-state.ts'
import { answeredByNothing, isQuiet, raisePending } from './session-turns.ts'
import { note, type Work } from './session-work.ts'
import { utter } from './speaking.ts'

type Reply = Extract<SessionInput, { kind: 'reply' }>
type Say = Extract<SessionInput, { kind: 'say' }>
type Filler = Extract<SessionInput, { kind: 'filler' }>

/** Characters of one answer, about eight minutes: no more is spoken. */
const MAX_REPLY = 8_000
const MAX_ANNOUNCEMENTS = 20

/** Part of an answer: spoken if its turn is the open one, dropped otherwise. */
export function onReply(work: Work, { turn, token, last, way, interruptible }: Reply): void {
  const { s } = work
  const { open } = s
  if (open?.turn.number !== turn || (token === '' && !last)) return
  if (!open.begun && token === '') {
    answerNothing(work, way)
    return
  }
  const said = open.begun ? (s.speeches.at(-1)?.sent ?? '') : ''
  const room = MAX_REPLY - said.length
  const text = token.length > room ? token.slice(0, room).toWellFormed() : token
  const complete = last || token.length > room
  s.open = { ...open, begun: true }
  s.unansweredSilences = 0
  s.cutAt = undefined
  utter(work, { kind: 'reply', answers: { turn, way }, text, last: complete, interruptible })
  const speech = s.speeches.findLast(({ answers }) => answers?.turn === turn)
  if (speech && (complete || !open.begun)) work.effects.push({ do: 'begun', turn, reply: speech.sent, way })
  if (!complete) return
  s.open = undefined
  if (s.pending) raisePending(work)
  else if (s.options.endOnGoodbye && saysGoodbye(open.turn.text ?? '', said + text)) {
    s.announcements = []
    s.ending = { by: 'goodbye' }
  }
}

function answerNothing(work: Work, way: Reply['way']): void {
  const { s, nowMs } = work
  const turn = s.open?.turn
  if (turn === undefined) return
  s.open = undefined
  s.quietSince = nowMs
  work.effects.push({ do: 'settled', turn: turn.number, reply: '', heard: '', way, cut: false })
  if (isQuiet(turn)) answeredByNothing(work)
}

/** A filler is said only where otherwise there would be silence: what is being said comes to its end first. */
export function onFiller({ s }: Work, { turn, text }: Filler): void {
  if (isUnanswered(s, turn) && text.trim() !== '') s.filler = { turn, text }
}

/** Says the filler that waits, if it is quiet and there is no word of the answer yet. */
export function fillIn(work: Work): void {
  const { s, nowMs } = work
  const { filler } = s
  if (filler === undefined) return
  if (!isUnanswered(s, filler.turn)) s.filler = undefined
  else if (nowMs >= fillsAt(s)) {
    s.filler = undefined
    note(work, 'filler')
    utter(work, { kind: 'filler', text: filler.text, last: true })
  }
}

const isUnanswered = ({ open }: SessionState, turn: number): boolean => open?.turn.number === turn && !open.begun

/** When the filler that waits is said, in ms: once all has been spoken, by our estimate, whatever the carrier tells. */
export function fillsAt({ filler, speeches }: SessionState): number {
  if (filler === undefined || speeches.some(({ complete }) => !complete)) return Number.POSITIVE_INFINITY
  return speeches.at(-1)?.spokenAt ?? 0
}

/** Something that answers no turn waits until it is quiet. */
export function onSay(work: Work, { text, last = true, interruptible }: Say): void {
  const { s } = work
  if (s.ending) return
  if (s.droppingAnnouncement) {
    s.droppingAnnouncement = !last
    return
  }
  if (text === '' && !last) return
  if (s.announcements.length >= MAX_ANNOUNCEMENTS) note(work, 'refused')
  else s.announcements = [...s.announcements, { text, last, interruptible }]
}

const PATIENCE_WITH_CALLER_MS = 60_000

/** Until when the caller is taken to speak, in ms. */
export const speaksUntil = (since: number | undefined): number =>
  since === undefined ? 0 : since + PATIENCE_WITH_CALLER_MS

/** Says what waits, if nobody speaks. */
export function announce(work: Work): void {
  const { s } = work
  for (let next = s.announcements[0]; next !== undefined && mayAnnounce(work); next = s.announcements[0]) {
    s.announcements = s.announcements.slice(1)
    // The end of nothing is nothing to say.
    if (next.text !== '' || s.speeches.length > 0) utter(work, { kind: 'announcement', ...next })
  }
}

function mayAnnounce({ s, nowMs }: Work): boolean {
  const current = s.speeches.at(-1)
  if (current) return !current.complete && current.kind === 'announcement'
  return s.cutAt === undefined && nowMs >= speaksUntil(s.callerSpeakingSince)
}
