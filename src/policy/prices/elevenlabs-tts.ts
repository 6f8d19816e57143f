import type { PriceTable } from './price-table.ts'

/**
 * Speech from text, with Flash. The vendor's page itself was not read: in June 2026 a guide names $0.05 for 1,000 characters
 * on every plan, which is $0.03 for the 600 characters that count as a minute here.
 */
export const elevenlabsTts: PriceTable = {
  provider: 'elevenlabs',
  medium: 'tts',
  unit: 'minute',
  source: 'https://developer.puter.com/tutorials/elevenlabs-api-pricing/',
  checked: '2026-06-01',
  prices: {},
  assumed: {},
  otherwise: 30_000
}
