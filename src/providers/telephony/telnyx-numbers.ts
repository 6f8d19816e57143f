import { setTimeout as pause } from 'node:timers/promises'
import { CommsError } from '../../errors.ts'
import type { AvailableNumber, NumberProvider } from '../contracts.ts'
import { shortKey } from '../credential.ts'
import { unreadableAnswer } from '../failures.ts'
import type { TelnyxCredential } from '../handle.ts'
import type { TelnyxClient } from './telnyx-client.ts'
import { ignoreGone, TELNYX } from './telnyx-errors.ts'
import { microUsdOf } from './telnyx-money.ts'
import { forget, heldNumbers, pointAt } from './telnyx-routing.ts'

/** Operations of Telnyx' API that this adapter uses, by their names in its OpenAPI document. */
export const operations = [
  'ListAvailablePhoneNumbers',
  'CreateNumberOrder',
  'DeletePhoneNumber',
  'GetAllPhoneNumberCampaigns',
  'GetUserBalance'
] as const

/** Kinds of numbers in the order in which they fit an agent. */
const KINDS = ['local', 'mobile', 'toll_free'] as const
/** An order is worked on for some seconds before the number is there, in milliseconds; and how often it is looked for. */
const ORDER_POLL_MS = 1000
const ORDER_POLLS_MAX = 10

interface Offer {
  phone_number: string
  features?: { name: string }[]
}

/**
 * Numbers of Telnyx: search, purchase, configuration, registration, release. A number is known by itself, for it has an
 * id only once its order is done.
 */
export function telnyxNumbers(ask: TelnyxClient, { apiKey }: TelnyxCredential): NumberProvider {
  return {
    name: 'telnyx',
    async search({ country, sms, voice, limit }) {
      const features = [...(sms ? ['sms'] : []), ...(voice ? ['voice'] : [])]
      for (const kind of KINDS) {
        const { data = [] } = await ask<{ data?: Offer[] }>({
          method: 'GET',
          path: '/v2/available_phone_numbers',
          query: [
            ['filter[country_code]', country],
            ['filter[phone_number_type]', kind],
            ...features.map((feature) => ['filter[features][]', feature] as const),
            ['filter[limit]', limit]
          ]
        })
        if (data.length > 0) return data.map((offer) => asAvailable(offer, country))
      }
      return []
    },
    async buy(number, webhooks, label) {
      await ask({
        method: 'POST',
        path: '/v2/number_orders',
        json: { phone_numbers: [{ phone_number: number }], customer_reference: label }
      })
      await afterPurchase(async () => {
        const held = await awaited(ask, number)
        await pointAt(ask, held, webhooks, label)
      })
      return { ref: number, number }
    },
    async configure(ref, webhooks) {
      const [held] = await heldNumbers(ask, { number: ref })
      if (!held) throw notHeld()
      await pointAt(ask, held, webhooks, held.customer_reference ?? ref)
    },
    register: ({ number }) => isRegistered(ask, number),
    async release(ref) {
      for (const { id, customer_reference } of await heldNumbers(ask, { number: ref })) {
        await ignoreGone(ask({ method: 'DELETE', path: `/v2/phone_numbers/${encodeURIComponent(id)}` }), {})
        if (customer_reference) await forget(ask, customer_reference)
      }
    },
    async find(label) {
      const held = await heldNumbers(ask, { label })
      return held.map(({ phone_number }) => ({ ref: phone_number, number: phone_number }))
    },
    async verify() {
      const { data } = await ask<{ data?: { balance?: string; currency?: string } }>({
        method: 'GET',
        path: '/v2/balance'
      })
      const { balance, currency = null } = data ?? {}
      return { account: shortKey(apiKey), balanceMicroUsd: microUsdOf(balance, currency), currency }
    }
  }
}

/** Once it is ordered it may be ours: whatever fails then leaves open what was done, so that it is looked for and given back. */
async function afterPurchase(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CommsError)) throw error
    throw new CommsError('provider_timeout', 'Telnyx took the order, and the number could not be put to use.', {
      cause: error,
      details: { provider: 'telnyx', providerCode: error.details?.['providerCode'] ?? 'unfinished' }
    })
  }
}

async function awaited(ask: TelnyxClient, number: string) {
  for (let polls = 1; ; polls++) {
    const [held] = await heldNumbers(ask, { number })
    if (held) return held
    if (polls === ORDER_POLLS_MAX) throw unreadableAnswer(TELNYX, true)
    await pause(ORDER_POLL_MS)
  }
}

/**
 * Whether carriers take texts from an American number: its campaign has it. A toll-free one is verified by hand.
 * Source: https://developers.telnyx.com/docs/messaging/10dlc/quickstart
 */
async function isRegistered(ask: TelnyxClient, number: string): Promise<boolean> {
  const { records = [] } = await ask<{ records?: { phoneNumber?: string; assignmentStatus?: string }[] }>({
    method: 'GET',
    path: '/v2/10dlc/phone_number_campaigns',
    query: [['filter[phone_number]', number]]
  })
  return records.some(({ phoneNumber, assignmentStatus }) => phoneNumber === number && assignmentStatus === 'ASSIGNED')
}

const notHeld = () =>
  new CommsError('provider_rejected', 'Telnyx refused: the account does not hold this number.', {
    details: { provider: 'telnyx', providerCode: 'not_held' }
  })

function asAvailable({ phone_number, features = [] }: Offer, country: string): AvailableNumber {
  const can = new Set(features.map(({ name }) => name))
  const capabilities = { sms: can.has('sms'), mms: can.has('mms'), voice: can.has('voice') }
  return { number: phone_number, country, capabilities }
}
