import type { PriceTable } from './price-table.ts'
import { twilioMms } from './twilio-mms.ts'
import { twilioSms } from './twilio-sms.ts'
import { twilioVoice } from './twilio-voice.ts'

/**
 * What Telnyx costs at most, as we assume: its list names prices by carrier and route, none of which was read here. The
 * ceilings are those of the dearer vendor; what is settled is what Telnyx names for each message and call.
 */
const assumedAs = (table: PriceTable): PriceTable => ({
  ...table,
  provider: 'telnyx',
  source: 'https://telnyx.com/pricing (not read; ceilings)',
  prices: {},
  assumed: { ...table.assumed, ...table.prices }
})

/** Ceilings of Telnyx by medium. */
export const telnyxPrices: readonly PriceTable[] = [twilioSms, twilioMms, twilioVoice].map(assumedAs)
