/**
 * The port catalogue: what a vendor must do for each slot. Adapters never retry; they say what they know.
 *
 * Failures of every port:
 * - `CommsError provider_rejected`: the vendor refused and did nothing (details: `provider`, `providerCode`).
 * - `CommsError provider_unavailable`: it is known that nothing happened (connection refused, 429, 503): may be repeated.
 * - `CommsError provider_timeout`: the outcome is unknown (timeout, cut connection, 5xx after the request was read).
 * A read changes nothing, so that its outcome is never unknown: whatever cuts it is `provider_unavailable`.
 */

/** What a vendor said of one outward effect. */
export interface Sent {
  /** Vendor's id of it. */
  ref: string
  /** `queued`: accepted, status follows by callback; `sent`: nothing more is known to come. */
  status: 'queued' | 'sent'
  /** Vendor's price in micro-US-dollars; null until it is known. */
  costMicroUsd: number | null
}

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

/** SMS and, later, calls. */
export interface TelephonyProvider {
  readonly name: string
  sendSms(draft: SmsDraft): Promise<Sent>
  /** Messages from `from` to `to` that the vendor took since an instant, newest first; settles sends of unknown outcome. */
  listSms(query: { from: string; to: string; since: Date }): Promise<VendorMessage[]>
  /** What the vendor charged for a message, in micro-US-dollars; null until it is known. */
  priceOf(ref: string): Promise<number | null>
}

/** A number that can be bought. */
export interface AvailableNumber {
  /** E.164. */
  number: string
  country: string
  capabilities: { sms: boolean; mms: boolean; voice: boolean }
}

/** Where the vendor posts what happens on a number. */
export interface NumberWebhooks {
  smsUrl: string
  voiceUrl: string
  statusUrl: string
}

/** Buying, configuring and releasing numbers. */
export interface NumberProvider {
  readonly name: string
  /** Numbers for sale in a country that can do all of this. */
  search(query: { country: string; sms: boolean; voice: boolean; limit: number }): Promise<AvailableNumber[]>
  /** Buys one number and points it at us. `label` stands in the vendor's console. */
  buy(number: string, webhooks: NumberWebhooks, label: string): Promise<{ ref: string; number: string }>
  /** Points a number at us; safe to call twice. */
  configure(ref: string, webhooks: NumberWebhooks): Promise<void>
  /**
   * Brings a number under the sender registration that its country asks for, as far as the account has one that was
   * approved; false while carriers would not take its texts. Safe to call twice.
   */
  register(number: { ref: string; number: string }): Promise<boolean>
  /** Gives a number back; safe to call twice. */
  release(ref: string): Promise<void>
  /** Numbers that we hold under this label; finds a purchase whose answer was lost. */
  find(label: string): Promise<{ ref: string; number: string }[]>
  /** Whether the credential works, and what is left on the account. @throws provider_rejected when it does not. */
  verify(): Promise<{ account: string; balanceMicroUsd: number | null; currency: string | null }>
}

/** Accounts within the account that is used: each has numbers, bills and webhook signatures of its own. */
export interface AccountProvider {
  readonly name: string
  /** What the account itself is on, e.g. `trial` or `full`. */
  plan(): Promise<string>
  /** Opens an account. `label` stands in the vendor's console. */
  create(label: string): Promise<{ accountSid: string; authToken: string }>
  /** Open accounts under this label; finds one whose opening was not answered. */
  find(label: string): Promise<{ accountSid: string; authToken: string }[]>
  /** Closes an account and gives back all that it holds; safe to call twice. */
  close(accountSid: string): Promise<void>
}

/** One email as it leaves. */
export interface EmailDraft {
  /** `Name <address>` or a bare address. */
  from: string
  to: string
  cc?: string[] | undefined
  bcc?: string[] | undefined
  replyTo?: string | undefined
  subject: string
  text: string
  html?: string | undefined
  headers?: Record<string, string> | undefined
  attachments?: { filename: string; contentType: string; url?: string; contentBase64?: string }[] | undefined
  /** Our row id: the vendor sends one email per key however often it is asked within 24 hours. */
  idempotencyKey: string
}

/** An email as it came in, fetched whole. */
export interface ReceivedEmail {
  ref: string
  from: string
  to: string[]
  cc: string[]
  subject: string
  text: string
  html?: string | undefined
  /** Header names in lower case. */
  headers: Record<string, string>
  /** RFC 5322 Message-ID. */
  messageId: string | undefined
  attachments: { filename: string; contentType: string; url: string | undefined; bytes: number | undefined }[]
  receivedAt: Date
}

/** State of a sending domain at the vendor. */
export interface EmailDomain {
  name: string
  status: 'verified' | 'pending' | 'failed' | 'absent'
  /** DNS records to set. */
  records: { type: string; name: string; value: string; priority?: number | undefined; status: string }[]
}

/** Sending and receiving email. */
export interface EmailProvider {
  readonly name: string
  sendEmail(draft: EmailDraft): Promise<Sent>
  /** What became of a sent email. */
  getSent(ref: string): Promise<{ status: 'sent' | 'delivered' | 'failed' | 'queued' }>
  /** Body, headers and attachments of an inbound email, which webhooks name only. */
  fetchReceived(ref: string): Promise<ReceivedEmail>
  /** @throws never for an unknown domain: its status is `absent`. */
  checkDomain(name: string): Promise<EmailDomain>
  /** Has the vendor post its events to this URL; the secret verifies them. Safe to call twice: an existing one is replaced. */
  createWebhook(url: string): Promise<{ ref: string; secret: string }>
  verify(): Promise<{ account: string; balanceMicroUsd: number | null; currency: string | null }>
}

/** What a contact directory knows of a person. */
export interface DirectoryEntry {
  /** IANA name. */
  timeZone: string | undefined
  /** ISO 3166-2, e.g. `US-CA`. */
  region: string | undefined
  lead: boolean
  consents: {
    channel: 'any' | 'sms' | 'whatsapp' | 'email' | 'voice'
    purpose: 'any' | 'marketing' | 'conversational' | 'transactional'
    kind: 'express' | 'implied' | 'transactional'
    grantedAt: Date
    expiresAt: Date | undefined
    proof?: string | undefined
  }[]
  /** How long this may be believed. */
  validMs: number
}

/** Who a person is: consent that was given elsewhere, and where he lives. Only reads. */
export interface ContactDirectory {
  readonly name: string
  /** Undefined for somebody it does not know. */
  lookUp(contact: string): Promise<DirectoryEntry | undefined>
}

/** Every port by name. */
export interface Ports {
  telephony: TelephonyProvider
  numbers: NumberProvider
  accounts: AccountProvider
  email: EmailProvider
  directory: ContactDirectory
}
