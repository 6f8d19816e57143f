import type { Sent } from './sent.ts'

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
