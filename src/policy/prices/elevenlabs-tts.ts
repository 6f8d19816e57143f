import type { PriceTable } from './price-table.ts'

/** Speech from text. Source of the first price: CONTRACT part 3, $0.01 to $0.03 a minute. */
export const elevenlabsTts: PriceTable = {
  provider: 'elevenlabs',
  medium: 'tts',
  unit: 'minute',
  source: 'https://elevenlabs.io/pricing/api',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 30_000
}
