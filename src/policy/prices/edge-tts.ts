import type { PriceTable } from './price-table.ts'

/** Speech from text. The service is unofficial and sends no bill; there is no page that names a price. */
export const edgeTts: PriceTable = {
  provider: 'edge',
  medium: 'tts',
  unit: 'minute',
  source: 'https://github.com/rany2/edge-tts',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 0
}
