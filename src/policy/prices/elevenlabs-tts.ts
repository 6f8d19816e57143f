import type { PriceTable } from './price-table.ts'

/** Speech from text. A minute comes to $0.01 to $0.03; the upper end is held. */
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
