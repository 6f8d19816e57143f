/** Kinds of inbox events. */
export const EVENT_KINDS = [
  'message.received',
  'message.status',
  'contact.opted_out',
  'contact.opted_in',
  'call.incoming',
  'call.turn',
  'call.status',
  'call.message'
] as const
/** Kind of one inbox event. */
export type EventKind = (typeof EVENT_KINDS)[number]

/** Facts of an event that are not content. */
export interface EventPayload {
  /** Who sent it: E.164 or email. */
  from: string
  /** Whom it was sent to. */
  to: string
  /** New status of the message, for `message.status`. */
  status?: string
  /** Vendor's error code and what it means, for a failure. */
  error?: { code: string; meaning: string; nextAction: string }
  /** Who answered a call that is over, as the carrier heard it. */
  answeredBy?: string
  /** Who or what ended a call. */
  endedBy?: string
  /** Seconds from answer to end of a call that is over. */
  durationSeconds?: number
  /** The call that it is about. */
  callId?: string
  /** Vendor's id of the content that is still to be fetched. */
  fetchRef?: string
  /** What is missing of the event, in plain words. */
  note?: string
}
