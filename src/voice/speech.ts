import type { AnswerWay } from '../schemas/call.ts'

/** One thing that we say: as much of it as is with the carrier, and what is known of its being spoken. */
export interface Speech {
  kind: 'reply' | 'announcement' | 'filler'
  /** Which turn it answers, and how that was done. */
  answers: { turn: number; way: AnswerWay } | undefined
  /** What the carrier was given. */
  sent: string
  /** What of it the carrier says has been heard; empty where it does not tell. */
  played: string
  /** The carrier has all of it. */
  complete: boolean
  interruptible: boolean | undefined
  /** The carrier says that it is being spoken. */
  begun: boolean
  /** It is in the history, and its turn is settled. */
  told: boolean
  /** When it will have been spoken, by estimate, in ms. */
  spokenAt: number
}

const MS_PER_CHARACTER = 60

/** Nothing said yet. */
export const speechOf = (kind: Speech['kind'], answers: Speech['answers'], interruptible?: boolean): Speech => ({
  kind,
  answers,
  sent: '',
  played: '',
  complete: false,
  interruptible,
  begun: false,
  told: false,
  spokenAt: 0
})

/** A speech with one more piece, which is spoken after all that is spoken before `freeAt`, in ms. */
export const withPiece = (speech: Speech, text: string, last: boolean, freeAt: number): Speech => ({
  ...speech,
  sent: speech.sent + text,
  complete: last,
  spokenAt: Math.max(speech.spokenAt, freeAt) + text.length * MS_PER_CHARACTER
})

/**
 * A speech after the carrier has told what was played, be it all so far or the last piece; undefined when it speaks of
 * something else.
 */
export function withPlayed(speech: Speech, told: string): Speech | undefined {
  const { sent, played } = speech
  const text = told.trim()
  if (text === '') return undefined
  const upTo = (at: number): Speech => ({ ...speech, begun: true, played: sent.slice(0, at + text.length) })
  if (text.length > played.length && sent.trimStart().startsWith(text)) return upTo(sent.indexOf(text))
  const at = sent.indexOf(text, played.length)
  if (at < 0) return undefined
  return played !== '' || sent.slice(0, at).trim() === '' ? upTo(at) : undefined
}

/** Whether the carrier says that every word of it has been heard. */
export const isPlayed = (speech: Speech): boolean =>
  speech.complete && speech.played !== '' && speech.played.length >= speech.sent.trimEnd().length

/** Whether the carrier says that words of it were heard, and not all of them. */
export const isCutOff = (speech: Speech): boolean => speech.complete && speech.played !== '' && !isPlayed(speech)

/** What of a speech was heard when it was cut short: what the carrier played, else what it says was uttered. */
export function heardOf(speech: Speech, utterance: string): string {
  const { sent, played } = speech
  if (played !== '') return played
  const text = utterance.trim()
  if (text === '') return ''
  const at = sent.indexOf(text)
  if (at >= 0) return sent.slice(0, at + text.length)
  if (sent.trim() !== '' && text.includes(sent.trim())) return sent
  return overlap(text, sent)
}

/** The longest beginning of `sent` that `uttered` ends with: something else was uttered before it. */
function overlap(uttered: string, sent: string): string {
  const lead = sent.length - sent.trimStart().length
  for (let end = Math.min(lead + uttered.length, sent.length); end > lead; end--)
    if (uttered.endsWith(sent.slice(lead, end))) return sent.slice(0, end)
  return ''
}

/** What of a speech can have been heard by now, where nobody tells. */
export function heardBy(speech: Speech, nowMs: number): string {
  if (speech.played !== '') return speech.played
  const unspoken = Math.ceil(Math.max(0, speech.spokenAt - nowMs) / MS_PER_CHARACTER)
  return speech.sent.slice(0, Math.max(0, speech.sent.length - unspoken))
}
