import type { AnswerWay, CallEnding, TurnKind } from '../schemas/call.ts'

/** What a caller did, as whoever answers is told. Number 0 of each call says that it has begun and needs no answer. */
export interface Turn {
  callId: string
  number: number
  kind: TurnKind | 'incoming'
  /** What the caller said. */
  text?: string | undefined
  /** Keys that the caller pressed. */
  digits?: string | undefined
  /** BCP 47 of what the caller said. */
  lang?: string | undefined
  /** What the caller heard of the reply before, when he cut it short. */
  spoken?: string | undefined
  /** ISO 8601. */
  at: string
}

/** Part of an answer to the turn that its speaker was given last. */
export interface Reply {
  /** Who speaks: the id of a token or a session. */
  by: string
  /** How he speaks; as he was last known to listen where it is not said. */
  way?: Listener['way'] | undefined
  /** The turn that is meant; where it is not said, the one that its speaker was given last. */
  turn?: number | undefined
  text: string
  /** Nothing more comes for this turn. */
  last: boolean
  /** Whether the caller may cut it short; true by default. */
  interruptible?: boolean | undefined
}

/** What became of a reply: spoken, or too late, because somebody else has answered or the caller has gone on. */
export type ReplyVerdict = 'accepted' | 'late'

/** Something that is to happen on a live call and is no answer to a turn. */
export type Command =
  /** Speaks outside a turn. */
  | { do: 'say'; text: string; interruptible: boolean }
  /** Presses keys; they answer the turn that `by` was given. */
  | { do: 'digits'; digits: string; by?: string | undefined }
  /** Ends the call, after speaking. */
  | { do: 'end'; by: CallEnding; text?: string | undefined }
  /** Ends the conversation, after speaking, and has the carrier ask for the next document with this. */
  | { do: 'handOff'; handoffData: string; text?: string | undefined }
  | { do: 'language'; language: string }

/** Who listens on a call, and how he is reached. */
export interface Listener {
  by: string
  way: Exclude<AnswerWay, 'endpoint' | 'machine'>
}
