import type { PriceTable } from './price-table.ts'

const EU = 'AT BE BG HR CY CZ DK EE FI DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ')

/**
 * Outbound SMS. The price of the US is the one that is promised; the list of October 2026 says 8300, which is what is
 * settled. Fees that carriers add stand in no message's price and are not in here.
 */
export const twilioSms: PriceTable = {
  provider: 'twilio',
  medium: 'sms',
  unit: 'segment',
  source: 'https://www.twilio.com/en-us/sms/pricing/us, …/gb, …/fr, …/mx, …/sa',
  checked: '2026-11-20',
  prices: { US: 7900, GB: 56_000, FR: 79_800, MX: 181_900, SA: 194_900 },
  assumed: {
    ...Object.fromEntries(EU.map((country) => [country, 150_000])),
    ...{ CA: 10_000, AU: 80_000, BR: 90_000, IN: 110_000, JP: 120_000, SG: 80_000, AE: 150_000, IL: 300_000 }
  },
  otherwise: 500_000
}
