import type { PriceTable } from './price-table.ts'

/** Text from speech. The page was not read: a ceiling above what is known of nova-3, without the rebate for learning from it. */
export const deepgramStt: PriceTable = {
  provider: 'deepgram',
  medium: 'stt',
  unit: 'minute',
  source: 'https://deepgram.com/pricing',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 15_000
}
