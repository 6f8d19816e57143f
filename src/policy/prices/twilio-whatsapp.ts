import type { PriceTable } from './price-table.ts'

/** Messages over WhatsApp, Meta's fee in the price. A message comes to $0.005 to $0.08. */
export const twilioWhatsapp: PriceTable = {
  provider: 'twilio',
  medium: 'whatsapp',
  unit: 'message',
  source: 'https://www.twilio.com/en-us/whatsapp/pricing',
  checked: '2026-11-20',
  prices: {},
  assumed: { US: 80_000 },
  otherwise: 250_000
}
