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
