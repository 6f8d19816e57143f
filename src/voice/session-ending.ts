import type { CallEnding } from '../schemas/call.ts'
import { phrasesIn } from './phrases.ts'
import { send, type Work } from './session-work.ts'
import { close, tell, utter } from './speaking.ts'
import { heardBy } from './speech.ts'

/** How a call shall end. */
export interface Ending {
  by: CallEnding
  text?: string | undefined
  handoffData?: string | undefined
}

/** Ends the call once `text`, and what is with the carrier before it, has been spoken; no turn is raised any more. */
export function endCall(work: Work, { by, text, handoffData }: Ending): void {
  const { s } = work
  if (s.ending && s.ending.by !== 'goodbye') return
  drop(work)
  close(work)
  s.pending = undefined
  s.cutAt = undefined
  s.digits = undefined
  s.announcements = []
  s.ending = { by, handoffData }
  const last = text ?? (by === 'budget' ? phrasesIn(s.language).farewell : '')
  if (last.trim() !== '') utter(work, { kind: 'announcement', text: last, last: true })
}

/** Nobody need answer the open turn any more; what was said of an answer is written down as if it were heard. */
function drop(work: Work): void {
  const { s } = work
  const { open } = s
  s.open = undefined
  if (open === undefined) return
  if (!open.begun) {
    work.effects.push({ do: 'cancel', turn: open.turn.number })
    return
  }
  s.speeches = s.speeches.map((speech) => {
    if (speech.complete) return speech
    tell(work, speech, speech.sent, true)
    return { ...speech, told: true }
  })
}

/** Has the carrier end the call now, whatever is being said. */
export function endNow(work: Work, by: CallEnding): void {
  const { s } = work
  const handoffData = s.ending?.handoffData
  over(work)
  send(work, { type: 'end', ...(handoffData !== undefined && { handoffData }) })
  work.effects.push({ do: 'end', by: s.ending?.by ?? by })
}

/** No frame leaves any more: what is being said was heard as far as it can have been, and open turns are dropped. */
export function over(work: Work): void {
  const { s } = work
  leave(work)
  if (s.open) work.effects.push({ do: 'cancel', turn: s.open.turn.number })
  s.open = undefined
  s.over = true
}

/** What is being said was heard as far as it can have been; an answer under way is void. */
export function leave(work: Work): void {
  const { s, nowMs } = work
  for (const speech of s.speeches) tell(work, speech, heardBy(speech, nowMs), !speech.complete)
  s.speeches = []
  if (s.open?.begun) s.open = undefined
}
