import type { PriceTable } from './price-table.ts'

/**
 * Text from speech, with nova-3. The vendor's page itself was not read: on 2026-08-01 it named $0.0077 a recorded minute and
 * $0.0092 in several languages, as a survey quotes it. What it adds for not learning from a sound is not known, so that the
 * ceiling is well above.
 */
export const deepgramStt: PriceTable = {
  provider: 'deepgram',
  medium: 'stt',
  unit: 'minute',
  source:
    'https://deepgram.com/pricing, by https://raw.githubusercontent.com/D3velop-llc/open-gauntlet-leaderboard/main/data/asr.json',
  checked: '2026-08-01',
  prices: {},
  assumed: {},
  otherwise: 15_000
}
