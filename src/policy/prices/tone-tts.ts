import type { PriceTable } from './price-table.ts'

/** The tone of sandboxes, held at the price of the speech that it stands for, so that budgets are tried as they are. */
export const toneTts: PriceTable = {
  provider: 'tone',
  medium: 'tts',
  unit: 'minute',
  source: 'https://elevenlabs.io/pricing/api',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 30_000
}
