import type { Twilio } from 'twilio'
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js'
import { CommsError } from '../../errors.ts'
import { explainVendorCode } from '../../schemas/carrier-errors.ts'
import { TWILIO_MESSAGE_STATUS } from '../../schemas/twilio-status.ts'
import type { TelephonyProvider, VendorMessage } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import { TWILIO } from './twilio-errors.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['CreateMessage', 'ListMessage', 'FetchMessage'] as const

const PAGE_SIZE = 200
const PAGES_MAX = 20

/** SMS over Twilio. A POST is never repeated: Twilio has no idempotency key here, so an unknown outcome is looked up. */
export function twilioTelephony(client: Twilio): TelephonyProvider {
  return {
    name: 'twilio',
    async sendSms({ from, to, body, mediaUrls, statusCallbackUrl }) {
      const mediaUrl = mediaUrls?.length ? mediaUrls : undefined
      const sent = await client.messages.create({ from, to, body, mediaUrl, statusCallback: statusCallbackUrl })
      if (!sent.sid) throw unreadableAnswer(TWILIO, false)
      if (TWILIO_MESSAGE_STATUS[sent.status] === 'failed') throw failedAtOnce(sent)
      return { ref: sent.sid, status: 'queued', costMicroUsd: microUsd(sent) }
    },
    async listSms({ from, to, since }) {
      // Not filtered by date at Twilio: its filter is over DateSent, which a message still in the queue has not got.
      const found: VendorMessage[] = []
      // Twilio dates by the second: a message of the same second counts.
      const earliest = new Date(Math.floor(since.getTime() / 1000) * 1000)
      let page = await client.messages.page({ from, to, pageSize: PAGE_SIZE })
      for (let pages = 1; ; pages++) {
        const recent = page.instances.filter((message) => message.dateCreated >= earliest)
        found.push(...recent.map(asVendorMessage))
        const next = recent.length > 0 && pages < PAGES_MAX ? await page.nextPage() : undefined
        if (!next) break
        page = next as typeof page
      }
      return found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    },
    priceOf: async (ref) => microUsd(await client.messages(ref).fetch())
  }
}

const asVendorMessage = (message: MessageInstance): VendorMessage => ({
  ref: message.sid,
  status: TWILIO_MESSAGE_STATUS[message.status] ?? 'queued',
  ...(message.errorCode && { errorCode: String(message.errorCode) }),
  body: message.body,
  createdAt: message.dateCreated,
  costMicroUsd: microUsd(message)
})

/** Twilio writes a price as a negative decimal and fills it in only after it has billed. */
function microUsd({ price, priceUnit }: Pick<MessageInstance, 'price' | 'priceUnit'>): number | null {
  if (price === null || price === undefined || priceUnit?.toUpperCase() !== 'USD') return null
  const amount = Math.round(Math.abs(Number(price)) * 1_000_000)
  return Number.isSafeInteger(amount) ? amount : null
}

function failedAtOnce({ errorCode }: MessageInstance): CommsError {
  const providerCode = String(errorCode ?? 'failed')
  const { meaning, nextAction, optedOut } = explainVendorCode(providerCode)
  return new CommsError('provider_rejected', `Twilio refused: ${meaning}.`, {
    details: { provider: 'twilio', providerCode, meaning, ...(optedOut && { optedOut }) },
    nextAction
  })
}
