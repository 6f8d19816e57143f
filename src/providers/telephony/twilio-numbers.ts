import type { Twilio } from 'twilio'
import type { AvailableNumber, NumberProvider, NumberWebhooks } from '../contracts.ts'
import { shortAccount } from '../credential.ts'
import { unreadableAnswer } from '../failures.ts'
import { ignoreAbsent, TWILIO } from './twilio-errors.ts'
import { registerAtTwilio } from './twilio-registration.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = [
  'ListAvailablePhoneNumberLocal',
  'ListAvailablePhoneNumberMobile',
  'ListAvailablePhoneNumberTollFree',
  'CreateIncomingPhoneNumber',
  'UpdateIncomingPhoneNumber',
  'ListIncomingPhoneNumber',
  'DeleteIncomingPhoneNumber',
  'FetchBalance'
] as const

/** Numbers of Twilio: search, purchase, configuration, registration, release. */
export function twilioNumbers(client: Twilio, messagingServiceSid?: string): NumberProvider {
  const numbers = client.incomingPhoneNumbers
  return {
    name: 'twilio',
    async search({ country, sms, voice, limit }) {
      const wanted = { ...(sms && { smsEnabled: true }), ...(voice && { voiceEnabled: true }), limit }
      const { local, mobile, tollFree } = client.availablePhoneNumbers(country)
      // A country has some of these kinds; they are asked in the order in which they fit an agent.
      for (const kind of [local, mobile, tollFree] as readonly Offers[]) {
        const offers = await ignoreAbsent(kind.list(wanted), [])
        if (offers.length > 0) return offers.map(asAvailable)
      }
      return []
    },
    async buy(number, webhooks, label) {
      const bought = await numbers.create({ phoneNumber: number, friendlyName: label, ...settings(webhooks) })
      if (!bought.sid) throw unreadableAnswer(TWILIO, false)
      return { ref: bought.sid, number: bought.phoneNumber }
    },
    async configure(ref, webhooks) {
      await numbers(ref).update(settings(webhooks))
    },
    register: (number) => registerAtTwilio(client, number, messagingServiceSid),
    async release(ref) {
      await ignoreAbsent(numbers(ref).remove(), true)
    },
    async find(label) {
      const held = await numbers.list({ friendlyName: label, limit: 1000 })
      // The filter at Twilio is its own affair; ours is exact.
      return held
        .filter(({ friendlyName }) => friendlyName === label)
        .map(({ sid, phoneNumber }) => ({ ref: sid, number: phoneNumber }))
    },
    async verify() {
      const { accountSid, balance, currency } = await client.balance.fetch()
      const balanceMicroUsd = currency === 'USD' ? Math.round(Number(balance) * 1_000_000) : null
      return { account: shortAccount(accountSid), balanceMicroUsd, currency }
    }
  }
}

/** Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
const settings = ({ smsUrl, voiceUrl, statusUrl }: NumberWebhooks) => ({
  smsUrl,
  smsMethod: 'POST',
  voiceUrl,
  voiceMethod: 'POST',
  statusCallback: statusUrl,
  statusCallbackMethod: 'POST'
})

interface Offer {
  phoneNumber: string
  isoCountry: string
  capabilities: object
}
interface Offers {
  list(query: { smsEnabled?: boolean; voiceEnabled?: boolean; limit: number }): Promise<Offer[]>
}

function asAvailable(offer: Offer): AvailableNumber {
  // The wire writes SMS and MMS in capitals for offers, in small letters for numbers that are held.
  const can = Object.fromEntries(
    Object.entries(offer.capabilities).map(([name, able]) => [name.toLowerCase(), able === true])
  )
  const capabilities = { sms: can['sms'] ?? false, mms: can['mms'] ?? false, voice: can['voice'] ?? false }
  return { number: offer.phoneNumber, country: offer.isoCountry, capabilities }
}
