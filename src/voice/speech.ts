import type { AnswerWay } from '../schemas/call.ts'

/** One thing that we say: as much of it as is with the carrier, and what is known of its being spoken. */
export interface Speech {
  kind: 'reply' | 'announcement' | 'filler'
  /** Turn that it answers, of a reply. */
  turn: number
  way: AnswerWay
  /** What the carrier was given. */
  sent: string
  /** What the carrier says has been heard; empty where it does not tell. */
  played: string
  /** The carrier has all of it. */
  complete: boolean
  interruptible: boolean | undefined
  /** The carrier says that it is being spoken. */
  begun: boolean
  /** It is in the history, and its turn is settled. */
  told: boolean
  /** When it has been spoken, by estimate, in ms. */
  spokenAt: number
}
