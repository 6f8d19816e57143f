import type { CallState } from '../../schemas/call.ts'
import type { TelephonyProvider, VendorCall } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import type { TelnyxCredential } from '../handle.ts'
import { texml } from './telnyx-answer.ts'
import type { TelnyxClient } from './telnyx-client.ts'
import { ignoreGone, TELNYX } from './telnyx-errors.ts'
import { microUsdOf } from './telnyx-money.ts'

/** Operations of Telnyx' API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['InitiateTexmlCall', 'GetTexmlCalls', 'GetTexmlCall', 'UpdateTexmlCall'] as const

/** A call as the TeXML interface shows it. */
interface TexmlCall {
  sid: string
  status: string
  from: string
  to: string
  duration?: string | null
  price?: string | null
  price_unit?: string | null
  date_created: string
}

/** Source: https://developers.telnyx.com/api-reference/texml-rest-commands/fetch-a-call */
const STATES: Record<string, CallState> = {
  queued: 'initiated',
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'in-progress',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled'
}

const PAGE_SIZE = 100
const PAGES_MAX = 20

/** Calls over Telnyx. A call is asked for once: an unknown outcome is looked up. */
export function telnyxCalls(
  ask: TelnyxClient,
  { accountId, connectionId }: TelnyxCredential
): Pick<TelephonyProvider, 'answer' | 'call' | 'redirectCall' | 'endCall' | 'fetchCall' | 'listCalls'> {
  const calls = `/v2/texml/Accounts/${accountId}/Calls`
  const one = (ref: string) => `${calls}/${encodeURIComponent(ref)}`
  return {
    answer: texml,
    async call({ from, to, answerUrl, statusUrl, machineDetectionUrl, ringSeconds, limitSeconds }) {
      const placed = await ask<{ sid?: string; call_sid?: string; status?: string }>({
        method: 'POST',
        path: calls,
        json: {
          ...{ ApplicationSid: connectionId, From: from, To: to, Url: answerUrl, UrlMethod: 'POST' },
          ...{ StatusCallback: statusUrl, StatusCallbackMethod: 'POST' },
          StatusCallbackEvent: 'initiated ringing answered completed',
          ...{ Timeout: within(ringSeconds, 5, 120), TimeLimit: within(limitSeconds, 30, 14_400) },
          ...(machineDetectionUrl !== undefined && detection(machineDetectionUrl))
        }
      })
      const ref = placed.sid ?? placed.call_sid
      // The call rings; what it is called is told by its first report, which carries our row.
      if (!ref) throw unreadableAnswer(TELNYX, false)
      return { ref, state: STATES[placed.status ?? 'queued'] ?? 'unknown' }
    },
    async redirectCall(ref, { payload }) {
      await ask({ method: 'POST', path: one(ref), form: { Texml: payload } })
    },
    async endCall(ref) {
      await ignoreGone(ask({ method: 'POST', path: one(ref), form: { Status: 'completed' } }), {})
    },
    fetchCall: async (ref) => asVendorCall(await ask<TexmlCall>({ method: 'GET', path: one(ref) })),
    listCalls: (query) => listed(ask, calls, query)
  }
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, Math.round(value)))

/** Listening goes on beside the call and cuts nothing off. Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-answering-machine */
const detection = (url: string) => ({
  MachineDetection: 'DetectMessageEnd',
  AsyncAmd: true,
  AsyncAmdStatusCallback: url,
  AsyncAmdStatusCallbackMethod: 'POST',
  CancelPlaybackOnDetectMessageEnd: false,
  CancelPlaybackOnMachineDetection: false
})

async function listed(ask: TelnyxClient, path: string, query: { from: string; to: string; since: Date }) {
  const { from, to, since } = query
  const found: VendorCall[] = []
  let next: readonly (readonly [string, string | number])[] = [
    ['From', from],
    ['To', to],
    ['PageSize', PAGE_SIZE]
  ]
  for (let pages = 1; next.length > 0 && pages <= PAGES_MAX; pages++) {
    const page: { calls?: TexmlCall[]; next_page_uri?: string | null } = await ask({ method: 'GET', path, query: next })
    found.push(...(page.calls ?? []).map(asVendorCall))
    // What follows is asked here too, wherever the address that Telnyx names may lead.
    next = [...new URLSearchParams(page.next_page_uri?.replace(/^[^?]*\??/, ''))]
  }
  const earliest = Math.floor(since.getTime() / 1000) * 1000
  return found
    .filter((call) => call.from === from && call.to === to && call.createdAt.getTime() >= earliest)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
}

function asVendorCall(call: TexmlCall): VendorCall {
  const createdAt = new Date(call.date_created)
  // A call without a date would look as if it had never been placed.
  if (!call.sid || Number.isNaN(createdAt.getTime())) throw unreadableAnswer(TELNYX, true)
  return {
    ref: call.sid,
    state: STATES[call.status] ?? 'unknown',
    from: call.from,
    to: call.to,
    durationSeconds: call.duration ? Number(call.duration) : null,
    costMicroUsd: microUsdOf(call.price, call.price_unit),
    createdAt
  }
}
