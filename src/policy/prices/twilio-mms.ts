import type { PriceTable } from './price-table.ts'

/** Outbound MMS, which goes to the US and Canada; elsewhere the files become links in an SMS. */
export const twilioMms: PriceTable = {
  provider: 'twilio',
  medium: 'mms',
  unit: 'message',
  source: 'https://www.twilio.com/en-us/sms/pricing/us',
  checked: '2026-11-20',
  prices: { US: 22_000 },
  assumed: { CA: 25_000 },
  otherwise: 500_000
}
