import { CommsError } from '../../errors.ts'
import { explainVendorCode } from '../../schemas/carrier-errors.ts'
import type { TelephonyProvider } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import type { TelnyxCredential } from '../handle.ts'
import { telnyxCalls } from './telnyx-calls.ts'
import type { TelnyxClient } from './telnyx-client.ts'
import { TELNYX, telnyxCode } from './telnyx-errors.ts'
import { microUsdOf } from './telnyx-money.ts'

/** Operations of Telnyx' API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['SendMessage', 'GetMessage'] as const

interface Message {
  id?: string
  to?: { status?: string }[]
  cost?: { amount?: string; currency?: string } | null
  errors?: { code?: string }[]
}

/** SMS and calls over Telnyx. A POST is never repeated: Telnyx has no idempotency key. */
export function telnyxTelephony(ask: TelnyxClient, credential: TelnyxCredential): TelephonyProvider {
  return {
    name: 'telnyx',
    ...telnyxCalls(ask, credential),
    async sendSms({ from, to, body, mediaUrls, statusCallbackUrl }) {
      const media = mediaUrls?.length ? { media_urls: mediaUrls, type: 'MMS' } : {}
      const { data } = await ask<{ data?: Message }>({
        method: 'POST',
        path: '/v2/messages',
        json: { from, to, text: body, ...media, webhook_url: statusCallbackUrl }
      })
      if (!data?.id) throw unreadableAnswer(TELNYX, false)
      if (data.to?.[0]?.status === 'sending_failed') throw failedAtOnce(data)
      return { ref: data.id, status: 'queued', costMicroUsd: costOf(data) }
    },
    // Telnyx shows one message, and that by its id alone.
    listSms: async () => undefined,
    async priceOf(ref) {
      const { data } = await ask<{ data?: Message }>({
        method: 'GET',
        path: `/v2/messages/${encodeURIComponent(ref)}`
      })
      return data ? costOf(data) : null
    }
  }
}

const costOf = ({ cost }: Message): number | null => microUsdOf(cost?.amount, cost?.currency)

function failedAtOnce({ errors }: Message): CommsError {
  const providerCode = telnyxCode(errors?.[0]?.code ?? 'failed')
  const { meaning, nextAction, optedOut } = explainVendorCode(providerCode)
  return new CommsError('provider_rejected', `Telnyx refused: ${meaning}.`, {
    details: { provider: 'telnyx', providerCode, meaning, ...(optedOut && { optedOut }) },
    nextAction
  })
}
