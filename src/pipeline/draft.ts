import type { agents, messages } from '../db/schema/index.ts'
import type { ErrorCode } from '../errors.ts'
import type { MessageContent } from '../schemas/message.ts'
import type { Purpose } from '../schemas/policy.ts'

/** The row of an agent. */
export type AgentRow = typeof agents.$inferSelect
/** The row of a message, in either direction. */
export type MessageRow = typeof messages.$inferSelect

/** Who sends. */
export interface Sender {
  agent: AgentRow
  /** Role and token id of who asked for it; `system` for what the law or the house calls for. */
  actor: string
}

/** A file that goes with an email: its bytes, or where the vendor fetches them. */
export interface OutboundAttachment {
  filename: string
  contentType: string
  url?: string | undefined
  contentBase64?: string | undefined
}

/** One message as an agent wants it sent. */
export interface OutboundDraft extends Omit<MessageContent, 'attachments' | 'references'> {
  channel: 'sms' | 'email'
  /** E.164, email, or the id of an agent of the same organization. */
  to: string
  attachments?: OutboundAttachment[] | undefined
  replyToMessageId?: string | undefined
  /** Repeats under one key return the first result. */
  idempotencyKey?: string | undefined
  purpose?: Purpose | undefined
}

/** What became of one message. */
export interface SendResult {
  messageId: string
  channel: 'sms' | 'email'
  /** `queued`: the vendor could not take it yet and is asked again; `unknown`: the outcome is being reconciled. */
  status: 'sent' | 'queued' | 'unknown'
  costMicroUsd: number
  createdAt: Date
  /** Actions left in the tightest window. */
  rateLimitRemaining: number
  /** Set when the same content went to the same recipient within a minute before. */
  duplicateOf?: string
}

/** What would become of one message. */
export interface DryRun {
  decisionId: string
  verdict: 'allowed' | 'refused'
  /** Code, check, facts and next action of a refusal. */
  code?: ErrorCode | undefined
  check?: string | undefined
  details?: Record<string, unknown> | undefined
  reasons: string[]
  nextAction?: string | undefined
  route: { provider: string; simulated: boolean; from: string; to: string; country: string | null }
  segments: number
  costMicroUsd: number
  rateLimitRemaining: number
  at: Date
}
