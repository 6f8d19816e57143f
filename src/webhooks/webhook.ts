import type { Static, TObject } from 'typebox'
import type { Deps } from '../deps.ts'
import type { WebhookSource } from '../services/webhook-sources.ts'

/** What became of a verified event. `ignored`: it is of no use to us, and the vendor need not repeat it. */
export type WebhookOutcome = 'accepted' | 'duplicate' | 'ignored'

/** What became of an event, and a document that answers it in place of the usual reply. */
interface AnsweredWebhook {
  outcome: WebhookOutcome
  document: WebhookReply
}

interface WebhookReply {
  type: string
  payload: string
}

/** What a webhook is handled with, once the vendor's signature is verified. */
interface WebhookContext {
  deps: Deps
  /** Whom the path names. */
  source: WebhookSource
  query: Record<string, unknown>
  /** The vendor's identity of this delivery where a header holds it; empty otherwise. */
  eventId: string
  /** This replica is shutting down. */
  leaving: boolean
}

/** One vendor event: where it comes in, who signs it, what it holds, what is done. */
export interface Webhook<B extends TObject = TObject> {
  /** Route with `:agentId` or `:endpointId` in it. */
  path: string
  /** Who posts it: `twilio` stands for every carrier, and the one that serves the organization must have signed. */
  vendor: 'twilio' | 'resend' | 'elevenlabs'
  /** Set where the path names nobody: the call that the event is about names the agent. */
  namedBy?: 'call'
  summary: string
  /** Lenient: vendors add fields without notice. */
  body: B
  /** An event of Telnyx that is JSON, in the fields of `body`; undefined for one that is no such event. */
  fromTelnyx?(event: unknown): Record<string, string> | undefined
  /** What the vendor is answered, whatever became of the event, unless `handle` returns a document. */
  reply: WebhookReply
  /** Runs after verification only; what it throws makes the vendor repeat the event. */
  handle(body: Static<B>, context: WebhookContext): Promise<WebhookOutcome | AnsweredWebhook>
}

/** Keeps the schema type of a webhook definition. */
export const defineWebhook = <B extends TObject>(webhook: Webhook<B>): Webhook<B> => webhook
