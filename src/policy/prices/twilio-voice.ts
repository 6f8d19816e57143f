import type { PriceTable } from './price-table.ts'

/** Outbound calls, the relay in the price. A minute in the US comes to $0.09 to $0.11; the upper end is held. */
export const twilioVoice: PriceTable = {
  provider: 'twilio',
  medium: 'call',
  unit: 'minute',
  source: 'https://www.twilio.com/en-us/voice/pricing/us and …/zw, …/ss for the dearest that we know of',
  checked: '2026-11-20',
  prices: { US: 110_000 },
  assumed: { CA: 110_000, GB: 110_000 },
  otherwise: 1_000_000
}
