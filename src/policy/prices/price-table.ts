/** What a price is for. */
export type Medium = 'sms' | 'mms' | 'email' | 'whatsapp' | 'call' | 'tts' | 'stt'

/** What one vendor charges for one medium. */
export interface PriceTable {
  provider: string
  medium: Medium
  unit: 'segment' | 'message' | 'recipient' | 'minute'
  /** Where the prices stand. */
  source: string
  /** Day on which they were looked up, `YYYY-MM-DD`. */
  checked: string
  /** By ISO 3166-1 alpha-2 of the recipient, in micro-US-dollars a unit. */
  prices: Readonly<Record<string, number>>
  /** Ceilings that we assume where the page was not read; above every price that we know of. Same form as `prices`. */
  assumed: Readonly<Record<string, number>>
  /** For every other country and for none: a ceiling too. */
  otherwise: number
}
