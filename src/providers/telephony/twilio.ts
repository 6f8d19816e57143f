import type { Twilio } from 'twilio'
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js'
import { CommsError } from '../../errors.ts'
import { explainVendorCode } from '../../schemas/carrier-errors.ts'
import { TWILIO_MESSAGE_STATUS } from '../../schemas/twilio-status.ts'
import type { TelephonyProvider, VendorMessage } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import { twilioCalls } from './twilio-calls.ts'
import { TWILIO } from './twilio-errors.ts'
import { microUsd, newestSince, PAGE_SIZE } from './twilio-record.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['CreateMessage', 'ListMessage', 'FetchMessage'] as const

/** SMS and calls over Twilio. A POST is never repeated: Twilio has no idempotency key here, so an unknown outcome is looked up. */
export function twilioTelephony(client: Twilio): TelephonyProvider {
  return {
    name: 'twilio',
    ...twilioCalls(client),
    async sendSms({ from, to, body, mediaUrls, statusCallbackUrl }) {
      const mediaUrl = mediaUrls?.length ? mediaUrls : undefined
      const sent = await client.messages.create({ from, to, body, mediaUrl, statusCallback: statusCallbackUrl })
      if (!sent.sid) throw unreadableAnswer(TWILIO, false)
      if (TWILIO_MESSAGE_STATUS[sent.status] === 'failed') throw failedAtOnce(sent)
      return { ref: sent.sid, status: 'queued', costMicroUsd: microUsd(sent) }
    },
    async listSms({ from, to, since }) {
      const found = await newestSince(await client.messages.page({ from, to, pageSize: PAGE_SIZE }), since)
      return found.map(asVendorMessage)
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

function failedAtOnce({ errorCode }: MessageInstance): CommsError {
  const providerCode = String(errorCode ?? 'failed')
  const { meaning, nextAction, optedOut } = explainVendorCode(providerCode)
  return new CommsError('provider_rejected', `Twilio refused: ${meaning}.`, {
    details: { provider: 'twilio', providerCode, meaning, ...(optedOut && { optedOut }) },
    nextAction
  })
}
