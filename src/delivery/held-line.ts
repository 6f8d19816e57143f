import type { AnswerWay } from '../schemas/call.ts'
import type { LineCall } from './line.ts'
import type { Command, Listener, Reply, ReplyVerdict, Turn } from './turn.ts'

/** A call over one socket of it. */
export interface HeldCall extends LineCall {
  direction: 'inbound' | 'outbound'
  /** Which socket of the call this is, from 1. */
  generation: number
}

/** What the holder of a call does with what comes over the line. */
export interface Held {
  /** Says what answers the open turn; `late` when another way answers it. */
  onReply(reply: Reply): ReplyVerdict
  onCommand(command: Command): Promise<void>
  /** Whoever had this turn will not answer it, and nobody else on the line has it. */
  onPass?(turn: number): void
  /** A newer socket of the call holds it. */
  onTakenOver?(): void
}

/** What was answered to a turn, and what of it was heard. */
export interface Settled {
  reply: string
  heard: string
  way: AnswerWay
  /** The caller cut it short. */
  cut?: boolean | undefined
}

/** The line of a call at the side of its socket. */
export interface HeldLine {
  /** Hands a turn to whoever listens, or leaves it for whoever asks first; resolves when it is written down. */
  offer(turn: Turn): Promise<void>
  /** Who has the open turn or waits for the next one. */
  listening(): Listener | undefined
  /** Takes the open turn from whoever has not said a word to it, and leaves it to somebody else who waits; false when nobody does. */
  handOn(number: number): Promise<boolean>
  /** Writes down that an answer has begun, or what all of it is; the turn is not open any more. */
  begun(number: number, said: Pick<Settled, 'reply' | 'way'>): Promise<void>
  /** Writes down what became of a turn; undefined: nobody answered it. */
  settle(number: number, settled: Settled | undefined): Promise<void>
  /** The call is over: all who listen are told. */
  ended(): void
  /** Holds the call no more; whoever listens waits for the next one who does. */
  close(): void
}
