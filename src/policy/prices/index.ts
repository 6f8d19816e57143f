import { deepgramStt } from './deepgram-stt.ts'
import { edgeTts } from './edge-tts.ts'
import { elevenlabsTts } from './elevenlabs-tts.ts'
import { openAiStt, openAiTts } from './openai-speech.ts'
import type { Medium, PriceTable } from './price-table.ts'
import { resendEmail } from './resend-email.ts'
import { telnyxPrices } from './telnyx.ts'
import { toneTts } from './tone-tts.ts'
import { twilioMms } from './twilio-mms.ts'
import { twilioSms } from './twilio-sms.ts'
import { twilioVoice } from './twilio-voice.ts'
import { twilioWhatsapp } from './twilio-whatsapp.ts'

/** Every price table. */
export const PRICE_TABLES: readonly PriceTable[] = [
  twilioSms,
  twilioMms,
  twilioVoice,
  twilioWhatsapp,
  ...telnyxPrices,
  resendEmail,
  elevenlabsTts,
  openAiTts,
  edgeTts,
  toneTts,
  deepgramStt,
  openAiStt
]

const byName = new Map(PRICE_TABLES.map((table) => [`${table.provider} ${table.medium}`, table]))

/**
 * The most that one unit costs in a country, in micro-US-dollars; null is a country that cannot be told.
 * @throws Error for a vendor and medium without a table: what has no price may not be sent.
 */
export function unitPriceMicroUsd(provider: string, medium: Medium, country: string | null): number {
  const table = byName.get(`${provider} ${medium}`)
  if (!table) throw new Error(`there is no price table for ${provider} ${medium}`)
  const { prices, assumed, otherwise } = table
  return (country === null ? undefined : (prices[country] ?? assumed[country])) ?? otherwise
}
