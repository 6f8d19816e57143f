import type { CallState } from '../../schemas/call.ts'

/** One call as it is placed. */
export interface CallDraft {
  /** E.164 of the agent. */
  from: string
  /** E.164. */
  to: string
  /** Asked, signed, for the document when somebody answers; carries our row id. */
  answerUrl: string
  /** Told of every state of the call; carries our row id. */
  statusUrl: string
  /** Told, beside the answer, whether a person or a machine answered; undefined asks for no detection. */
  machineDetectionUrl?: string | undefined
  /** How long it rings, in seconds. */
  ringSeconds: number
  /** The carrier itself ends the call after this many seconds. */
  limitSeconds: number
}

/** A call that the vendor has on record. */
export interface VendorCall {
  ref: string
  state: CallState
  from: string
  to: string
  /** Seconds that it was answered. */
  durationSeconds: number | null
  costMicroUsd: number | null
  createdAt: Date
}

/** What the socket of a call speaks with: the carrier hears and speaks, we get and give text. */
export interface RelaySpec {
  /** `wss://`, with the ticket in its path. */
  socketUrl: string
  /** Asked, signed, for the next document when the socket is over, however it ended. */
  actionUrl: string
  /** BCP 47. */
  language: string
  voiceId?: string | undefined
  /** Spoken as soon as the call is answered. */
  greeting?: string | undefined
  /** Whether the caller may cut the greeting short. */
  greetingInterruptible: boolean
  /** Words that are likely to be heard, such as names. */
  hints?: readonly string[] | undefined
}

/** One thing that the carrier does on a call, in order; nothing after `relay` is read, but what its action URL answers. */
export type CallStep =
  | { do: 'say'; text: string; language: string; voiceId?: string | undefined }
  | { do: 'play'; url: string }
  | { do: 'pause'; seconds: number }
  | { do: 'record'; statusUrl: string }
  | { do: 'relay'; relay: RelaySpec }
  | {
      do: 'dial'
      /** E.164. */
      number: string
      callerId: string
      /** Asked for the next document when the dialled leg is over. */
      actionUrl: string
      /** Asked for what the dialled person hears before the two are joined. */
      whisperUrl?: string | undefined
      statusUrl?: string | undefined
      ringSeconds: number
      limitSeconds: number
    }
  | {
      do: 'gather'
      /** Asked with what was pressed. */
      actionUrl: string
      text: string
      language: string
      digits: number
      timeoutSeconds: number
    }
  | { do: 'redirect'; url: string }
  | { do: 'reject'; reason: 'busy' | 'rejected' }
  | { do: 'hangup' }

/** A document in the vendor's dialect. */
export interface CallDocument {
  type: 'text/xml'
  payload: string
}
