import type { calls } from '../db/schema/index.ts'
import type { CallState } from '../schemas/call.ts'
import type { Purpose } from '../schemas/policy.ts'

/** The row of a call, in either direction. */
export type CallRow = typeof calls.$inferSelect

/** One call as an agent wants it placed. */
export interface CallWish {
  /** E.164, or the id of an agent of the same organization. */
  to: string
  /** `call` by default; a voice message plays what it has to say. */
  action?: 'call' | 'voice_message' | undefined
  /** What the agent wants with the call; nobody hears it. */
  context?: string | undefined
  greeting?: string | undefined
  /** Left after the beep of a machine. */
  voicemailText?: string | undefined
  whenVoicemail?: CallRow['whenVoicemail'] | undefined
  voiceId?: string | undefined
  /** BCP 47. */
  language?: string | undefined
  maxDurationMinutes?: number | undefined
  /** IANA zone in which the person is said to be; it can forbid an hour and allow none. */
  recipientTimezone?: string | undefined
  /** Whether the call is recorded; what the agent's owner set, by default. */
  recorded?: boolean | undefined
  purpose?: Purpose | undefined
  /** Repeats under one key return the first result. */
  idempotencyKey?: string | undefined
  /** What else tells one wish from another: a repeat has the same. */
  matter?: string | undefined
  /** What the carrier asks the voice webhook for when somebody answers; the conversation by default. */
  answerStep?: string | undefined
  /** What the effect costs beside its minutes, in micro-US-dollars. */
  besideMicroUsd?: number | undefined
}

/** What became of one call. */
export interface PlacedCall {
  callId: string
  /** The carrier's own id; absent while its outcome is unknown. */
  callSid?: string | undefined
  status: CallState
  from: string
  to: string
  /** The most that it will cost. */
  costMicroUsd: number
  createdAt: Date
  /** Actions left in the tightest window. */
  rateLimitRemaining: number
  /** Set when the same call was placed within a minute before. */
  duplicateOf?: string
}
