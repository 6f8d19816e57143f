import type { Turn } from '../delivery/turn.ts'
import type { AnswerWay } from '../schemas/call.ts'

/** A turn that somebody must answer, and what was said and heard before it. */
export interface Question {
  turn: Turn
  history: readonly { by: 'caller' | 'agent'; text: string }[]
  /** What was said of an answer to this turn before its way broke off; whoever is asked now is heard right after it. */
  begun?: string | undefined
}

/** How one piece of an answer is spoken. */
export interface Manner {
  /** Nothing more comes. */
  last?: boolean | undefined
  /** Whether the caller may cut it short; true by default. */
  interruptible?: boolean | undefined
  /** The way as it is told, where one way stands for several. */
  way?: AnswerWay | undefined
}

/** One way in which a turn can be answered. */
export interface Way {
  name: AnswerWay
  /** How long it has for its first word whatever its agent is given, in milliseconds. */
  handOverMs?: number
  /** How it is told that it was left, where one way stands for several. */
  told?(): AnswerWay
  /** Whether it is worth a try for this turn; after the signal nobody waits for it. */
  ready(question: Question, signal: AbortSignal): boolean | Promise<boolean>
  /** Answers piece by piece. Resolves when the answer is whole, also when it is silence; rejects when it fails. */
  answer(question: Question, say: (text: string, manner?: Manner) => void, signal: AbortSignal): Promise<void>
}
