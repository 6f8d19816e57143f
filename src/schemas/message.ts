/** States of a message. Outbound ends in sent, delivered, read, undelivered or failed; `unknown` is being reconciled. */
export const MESSAGE_STATUSES = [
  'sending',
  'queued',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'unknown',
  'fetching',
  'received'
] as const
/** State of one message. */
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** A file that came or goes with a message, by reference. */
export interface Attachment {
  filename: string
  contentType: string
  /** Where it can be fetched; undefined when the vendor gave no address. */
  url?: string | undefined
  /** Size in bytes, where known. */
  bytes?: number | undefined
}

/** What a message says; kept encrypted and only while it is in transit. */
export interface MessageContent {
  body: string
  html?: string | undefined
  subject?: string | undefined
  cc?: string[] | undefined
  bcc?: string[] | undefined
  mediaUrls?: string[] | undefined
  attachments?: Attachment[] | undefined
  /** Message-IDs of an email's thread, oldest first. */
  references?: string[] | undefined
}
