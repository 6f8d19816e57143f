/** What a vendor said of one outward effect. */
export interface Sent {
  /** Vendor's id of it. */
  ref: string
  /** `queued`: accepted, status follows by callback; `sent`: nothing more is known to come. */
  status: 'queued' | 'sent'
  /** Vendor's price in micro-US-dollars; null until it is known. */
  costMicroUsd: number | null
}
