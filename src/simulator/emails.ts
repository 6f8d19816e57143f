import { type Newest, newest } from './newest.ts'

/** A file that came with an email. */
export interface EmailFile {
  id: string
  filename: string
  contentType: string
  bytes: number
  /** Absent for files that we sent: only their size is kept. */
  content?: Buffer
}

/** An email in the records of the simulated vendor, sent by us or received for us. */
export interface Email {
  id: string
  direction: 'outbound' | 'inbound'
  /** RFC 5322 Message-ID with its angle brackets. */
  messageId: string
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string[]
  /** Addresses of ours that an inbound email was received for. */
  receivedFor: string[]
  subject: string
  text: string | null
  html: string | null
  /** Header names in lower case. */
  headers: Record<string, string>
  tags: { name: string; value: string }[]
  files: EmailFile[]
  createdAt: Date
  lastEvent: 'queued' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'received'
  /** Empty when none was given. */
  idempotencyKey: string
}

/** An empty book of emails; it keeps the newest within `itemsMax` and 64 MB of content. */
export const emailBook = (itemsMax: number): Newest<Email> =>
  newest<Email>(
    { items: itemsMax, weight: 64_000_000 },
    (email) =>
      (email.text?.length ?? 0) +
      (email.html?.length ?? 0) +
      email.files.reduce((bytes, file) => bytes + (file.content?.length ?? 0), 0)
  )
