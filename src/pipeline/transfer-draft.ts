import type { callTransfers } from '../db/schema/index.ts'

/** The row of a transfer. */
export type TransferRow = typeof callTransfers.$inferSelect

/** To whom a live call is to be handed. */
export interface TransferWish {
  /** E.164, or the id of an agent of the same organization. */
  to: string
  kind: 'cold' | 'warm'
  /** Cold: the caller hears it before the transfer. Warm: whoever is called hears it, and the caller does not. */
  announcement?: string | undefined
  /** When the joined call ends at the latest. */
  maxDurationMinutes?: number | undefined
  /** Repeats under one key return the first result. */
  idempotencyKey?: string | undefined
}

/** A transfer whose money is set aside. */
export interface ReservedTransfer {
  transfer: TransferRow
  /** The most that the dialled leg will cost, in micro-US-dollars. */
  costMicroUsd: number
  rateLimitRemaining: number
  /** Set for one that was asked for before; `duplicateOf` where no key was given. */
  repeated?: { duplicateOf?: string }
}
