import { type Newest, newest } from '../newest.ts'

/** States of a call, as the vendor names them. Source: twilio.com/docs/voice/api/call-resource. */
export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled'

/** Kinds of what happens on a call: the carrier's side in the first line, the person on the phone in the second. */
export type HappeningKind =
  | ('document' | 'sent' | 'got' | 'socket' | 'played' | 'posted' | 'detected' | 'violation')
  | ('heard' | 'said' | 'pressed' | 'tone' | 'recorded' | 'unexpected')

/** One thing that happened on a call. */
export interface Happening {
  /** ISO 8601. */
  at: string
  what: HappeningKind
  detail: unknown
}

/** A call in the records of the simulated carrier, with its whole course. */
export interface PhoneCall {
  sid: string
  /** Whose number placed or got it. */
  accountSid: string
  /** The call that dialled this one. */
  parentSid: string | null
  direction: 'inbound' | 'outbound-api' | 'outbound-dial'
  from: string
  to: string
  /** Empty when the caller has no name. */
  callerName: string
  status: CallStatus
  /** What the detection of machines found; null when it was not asked for. */
  answeredBy: string | null
  /** Null until the carrier has billed it; negative, as in the vendor's answers. */
  price: string | null
  createdAt: Date
  updatedAt: Date
  answeredAt: Date | null
  endedAt: Date | null
  /** Empty when none was asked for. */
  statusCallback: string
  /** Which of initiated, ringing, answered and completed are called back. */
  statusEvents: readonly string[]
  /** Number of the next status report. */
  sequence: number
  /** What a voicemail box took down after its tone. */
  voicemail: string[]
  course: Happening[]
}

/** The calls of the account, the newest of them. */
export const callBook = (itemsMax: number): Newest<PhoneCall> =>
  newest<PhoneCall>({ items: Math.min(itemsMax, 20_000), weight: Number.POSITIVE_INFINITY }, () => 0)

/** Seconds between the answer and the end of a call; 0 while it lasts or when nobody answered. */
export const durationSeconds = ({ answeredAt, endedAt }: PhoneCall): number =>
  answeredAt && endedAt ? Math.ceil((endedAt.getTime() - answeredAt.getTime()) / 1000) : 0
