import type { CallState } from '../../schemas/call.ts'
import type { CallDocument, CallDraft, CallStep, VendorCall } from './calls.ts'
import type { Sent } from './sent.ts'

/** One SMS as it leaves. */
interface SmsDraft {
  /** E.164 of the agent. */
  from: string
  /** E.164. */
  to: string
  body: string
  mediaUrls?: string[] | undefined
  /** Carries our row id, so that a callback settles its row even when the answer to the send was lost. */
  statusCallbackUrl: string
}

/** A message that the vendor has on record. */
export interface VendorMessage extends Omit<Sent, 'status'> {
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read'
  errorCode?: string | undefined
  body: string
  createdAt: Date
}

/** SMS and calls. */
export interface TelephonyProvider {
  readonly name: string
  /** The document that makes the carrier do this on a call. */
  answer(steps: readonly CallStep[]): CallDocument
  call(draft: CallDraft): Promise<{ ref: string; state: CallState }>
  /** Has a live call go on with another document; `rejected` when it is over. */
  redirectCall(ref: string, document: CallDocument): Promise<void>
  /** Ends a call; safe to call twice. */
  endCall(ref: string): Promise<void>
  fetchCall(ref: string): Promise<VendorCall>
  /** Calls from `from` to `to` that the vendor took since an instant, newest first; settles calls of unknown outcome. */
  listCalls(query: { from: string; to: string; since: Date }): Promise<VendorCall[]>
  sendSms(draft: SmsDraft): Promise<Sent>
  /**
   * Messages from `from` to `to` that the vendor took since an instant, newest first; settles sends of unknown outcome.
   * Undefined where the vendor keeps no such list: only its report tells what became of one.
   */
  listSms(query: { from: string; to: string; since: Date }): Promise<VendorMessage[] | undefined>
  /** What the vendor charged for a message, in micro-US-dollars; null until it is known. */
  priceOf(ref: string): Promise<number | null>
}
