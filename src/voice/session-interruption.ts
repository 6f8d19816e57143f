import { withCutLine } from './history.ts'
import { hear } from './session-turns.ts'
import { note, type Work } from './session-work.ts'
import { tell } from './speaking.ts'
import { heardOf, type Speech } from './speech.ts'

/** The caller cut us short: the carrier has dropped all that it was given, and an answer under way is void. */
export function onInterrupt(work: Work, utterance: string): void {
  const { s } = work
  const voiced = s.speeches.filter((speech) => speech.kind !== 'filler')
  const cut = voiced.length > 0 ? voiced : s.presumed ? [s.presumed] : []
  s.speeches = []
  s.presumed = undefined
  if (cut.length === 0) return
  note(work, 'interruption')
  const last = cut.at(-1)
  if (last?.kind === 'announcement' && !last.complete) s.droppingAnnouncement = true
  const heard = heardOfEach(cut, utterance)
  for (const [at, speech] of cut.entries()) {
    const upTo = heard[at] ?? ''
    if (speech.told) s.history = withCutLine(s.history, speech.sent, upTo)
    else tell(work, speech, upTo, !speech.complete)
  }
  if (s.open?.begun) s.open = undefined
  // After a farewell of ours only that of the server may be cut short without a word why.
  if (s.ending === undefined || s.ending.by === 'goodbye') {
    const parts = heard.map((each) => each.trim())
    s.cutAt = parts.filter((each) => each !== '').join(' ')
  }
  const { pending } = s
  s.pending = undefined
  if (pending) hear(work, pending)
}

/** The one that was being spoken was heard in part, those before it in full, those after it not at all. */
function heardOfEach(speeches: readonly Speech[], utterance: string): string[] {
  const current = Math.max(
    speeches.findLastIndex((speech) => speech.played !== ''),
    speeches.findIndex((speech) => heardOf(speech, utterance) !== ''),
    0
  )
  return speeches.map((speech, at) => (at < current ? speech.sent : at > current ? '' : heardOf(speech, utterance)))
}
