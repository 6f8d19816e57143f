import type { AnswerWay, CallEnding, TurnContent } from '../schemas/call.ts'
import type { Heard, Said } from './protocol.ts'
import type { Speech } from './speech.ts'

/** One line of what was said, as it was heard. */
export interface HistoryLine {
  by: 'caller' | 'agent'
  text: string
}

/** How one call is run. */
export interface SessionOptions {
  /** BCP 47. */
  language: string
  /** What the carrier itself says first. */
  greeting?: string | undefined
  /** When the call was answered, in ms; now, unless a socket before this one was lost. */
  answeredAtMs?: number | undefined
  maxDurationMs: number
  /** How long before the longest duration the caller is warned; not at all where that is before the call. */
  warnBeforeMs: number
  /** How long both sides are silent before it is a turn. */
  silenceMs: number
  /** Whether a farewell from both sides ends the call. */
  endOnGoodbye: boolean
  /** Where the call stood when the socket before this one was lost. */
  resumed?: Resumed | undefined
}

/** Where a call stood. */
export interface Resumed {
  /** Number of the turn that is raised next. */
  nextTurn: number
  /** With what the caller said in the open turn. */
  history: readonly HistoryLine[]
  /** Turn that was raised and of which no word has been answered; it is not raised again. */
  openTurn?: NumberedTurn | undefined
}

/** What the caller did, with its place in the call. */
export type NumberedTurn = TurnContent & { number: number }

/** What an agent, an operator or the server wants of a live call. */
export type SessionCommand =
  | { do: 'digits'; digits: string }
  | { do: 'language'; language: string }
  /** Without a text the call ends when what is being said has been spoken; `budget` then says farewell. */
  | { do: 'end'; by: CallEnding; text?: string | undefined }
  /** Gives the call back to the carrier, with what its action callback is told. */
  | { do: 'handOff'; by: CallEnding; handoffData: string; text?: string | undefined }

/** What can happen to a call. */
export type SessionInput =
  | { kind: 'frame'; frame: Heard }
  /** Part of an answer to one turn; an empty one with `last` closes it, or answers nothing. */
  | {
      kind: 'reply'
      turn: number
      token: string
      last: boolean
      way: AnswerWay
      interruptible?: boolean | undefined
    }
  /** Something to say while the answer to a turn is still being thought. */
  | { kind: 'filler'; turn: number; text: string }
  /** Something to say that answers no turn; `last` unless told otherwise. */
  | { kind: 'say'; text: string; last?: boolean | undefined; interruptible?: boolean | undefined }
  | { kind: 'command'; command: SessionCommand }
  | { kind: 'tick' }
  /** The socket is gone. `lost`: the caller may still be there, and an open turn stays open for whoever goes on. */
  | { kind: 'closed'; lost: boolean }

/** What is counted of a call. `refused`: a command that makes no sense. */
export type SessionNote = 'interruption' | 'filler' | 'malformed' | 'vendor-error' | 'silence' | 'refused'

/**
 * What must be done. Each raised turn comes to exactly one of `cancel` and `settled`, whichever it is, an answer to it
 * that is still being made is void from then on. `end` comes once, after the last frame.
 */
export type Effect =
  | { do: 'send'; frame: Said }
  | { do: 'turn'; turn: NumberedTurn }
  /** The turn is dropped, and not one word of an answer to it has been said. */
  | { do: 'cancel'; turn: number }
  /** An answer has its first word, or all of its words: the turn is not answered again, whatever becomes of us. */
  | { do: 'begun'; turn: number; reply: string; way: AnswerWay }
  /** What was answered and what of it was heard. `cut`: the answer was not complete, stop making it. */
  | { do: 'settled'; turn: number; reply: string; heard: string; way: AnswerWay; cut: boolean }
  | { do: 'end'; by: CallEnding }
  | { do: 'note'; name: SessionNote }

/** A turn that has been raised and whose answer is not complete. */
interface OpenTurn {
  turn: NumberedTurn
  /** Whether a word of its answer has been said. */
  begun: boolean
}

/** Something to say once it is quiet. */
interface Announcement {
  text: string
  last: boolean
  interruptible: boolean | undefined
}

/** What is known of one call; plain data that is never changed in place. */
export interface SessionState {
  readonly options: SessionOptions
  /** BCP 47; changes with the command. */
  language: string
  /** When the session wants to be ticked at the latest, in ms; never, once it is over. */
  wakeAt: number
  /** No frame leaves any more. */
  over: boolean
  /** When the call has lasted as long as it may, in ms. */
  readonly endsAt: number
  history: readonly HistoryLine[]
  /** Number of the turn that is raised next. */
  nextTurn: number
  open: OpenTurn | undefined
  /** What the caller did while an answer was under way; raised when that is complete. */
  pending: TurnContent | undefined
  /** What is with the carrier to be spoken, in order. */
  speeches: readonly Speech[]
  /** What was last spoken, where only the clock says that it is over. */
  presumed: Speech | undefined
  announcements: readonly Announcement[]
  /** What is said once it is quiet, if the answer to its turn has not begun by then. */
  filler: { turn: number; text: string } | undefined
  /** The rest of an announcement that was cut short is dropped. */
  droppingAnnouncement: boolean
  /** What was heard of what the caller cut short, until he says why. */
  cutAt: string | undefined
  digits: { pressed: string; dueAt: number } | undefined
  /** Whether the carrier says that we are being heard. */
  agentSpeaking: boolean
  /** Since when the carrier says that the caller speaks. */
  callerSpeakingSince: number | undefined
  quietSince: number
  /** Silences in a row that were answered by nothing. */
  unansweredSilences: number
  warned: boolean
  malformed: number
  ending: { by: CallEnding; handoffData?: string | undefined } | undefined
}
