import type { Command, Listener, Reply, ReplyVerdict, Turn } from './turn.ts'

/** What the side of the agent asks of whoever holds a call. */
export type ToHolder =
  /** Wants the first turn after `after`, or after the one it was given last; answered when there is one, or after `forMs`. */
  | ({ do: 'listen'; ear: string; after?: number | undefined; forMs: number } & Listener)
  /** Listens no more. */
  | { do: 'leave'; ear: string }
  /** Will not answer the turn that it was given, or not to its end. */
  | { do: 'pass'; by: string; turn?: number | undefined }
  /** The same `id` is the same reply, asked again because its verdict may have been lost. */
  | ({ do: 'reply'; id: string } & Reply)
  | { do: 'command'; id: string; command: Command }

/** What whoever listens is answered. `gone`: nobody holds the call at this moment. */
export interface Overheard {
  turn?: Turn
  still?: true
  ended?: true
  gone?: true
}

/** What a speaker is answered. */
export interface Judged {
  verdict: ReplyVerdict | 'ended' | 'done'
  /** The turn that was answered, or after which more was said. */
  turn?: number
}

/** What the holder of a call tells everybody. */
export type FromHolder =
  /** Somebody holds the call, over this socket of it. */
  | { held: number }
  | { ended: true }
  /** The caller cut the answer to this turn short. */
  | { cut: number; heard: string }

/** Where the holder of a call is asked. */
export const toHolder = (callId: string): string => `call:${callId}:in`

/** Where the holder of a call tells what happens. */
export const fromHolder = (callId: string): string => `call:${callId}:out`
