import type { Twilio } from 'twilio'
import type { CallInstance } from 'twilio/lib/rest/api/v2010/account/call.js'
import { CommsError } from '../../errors.ts'
import type { CallState } from '../../schemas/call.ts'
import type { TelephonyProvider, VendorCall } from '../contracts.ts'
import { unreadableAnswer } from '../failures.ts'
import { twiml } from './twilio-answer.ts'
import { TWILIO } from './twilio-errors.ts'
import { microUsd, newestSince, PAGE_SIZE } from './twilio-record.ts'

/** Operations of Twilio's API that this adapter uses, by their names in its OpenAPI document. */
export const operations = ['CreateCall', 'UpdateCall', 'FetchCall', 'ListCall'] as const

/** Source: https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
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

/** The call is over. Source: https://www.twilio.com/docs/api/errors/21220 */
const OVER: readonly unknown[] = ['21220', '20404']

/** Calls over Twilio. A call is asked for once: an unknown outcome is looked up. */
export function twilioCalls(
  client: Twilio
): Pick<TelephonyProvider, 'answer' | 'call' | 'redirectCall' | 'endCall' | 'fetchCall' | 'listCalls'> {
  const { calls } = client
  return {
    answer: twiml,
    async call({ from, to, answerUrl, statusUrl, machineDetectionUrl, ringSeconds, limitSeconds }) {
      const placed = await calls.create({
        ...{ from, to, url: answerUrl, method: 'POST' },
        ...{ statusCallback: statusUrl, statusCallbackMethod: 'POST' },
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
        ...{ timeout: ringSeconds, timeLimit: limitSeconds },
        ...(machineDetectionUrl !== undefined && detection(machineDetectionUrl))
      })
      if (!placed.sid) throw unreadableAnswer(TWILIO, false)
      return { ref: placed.sid, state: stateOf(placed) }
    },
    async redirectCall(ref, { payload }) {
      await calls(ref).update({ twiml: payload })
    },
    async endCall(ref) {
      await ignoreOver(calls(ref).update({ status: 'completed' }))
    },
    fetchCall: async (ref) => asVendorCall(await calls(ref).fetch()),
    async listCalls({ from, to, since }) {
      const found = await newestSince(await calls.page({ from, to, pageSize: PAGE_SIZE }), since)
      // The filter at Twilio is its own affair; ours is exact.
      return found.filter((call) => call.from === from && call.to === to).map(asVendorCall)
    }
  }
}

/**
 * Twilio listens beside the call, says at once that a person answered, and of a machine when its greeting is over, so
 * that a message is left after the beep. Source: https://www.twilio.com/docs/voice/answering-machine-detection
 */
const detection = (url: string) => ({
  machineDetection: 'DetectMessageEnd',
  asyncAmd: 'true',
  asyncAmdStatusCallback: url,
  asyncAmdStatusCallbackMethod: 'POST'
})

const stateOf = ({ status }: Pick<CallInstance, 'status'>): CallState => STATES[status] ?? 'unknown'

const asVendorCall = (call: CallInstance): VendorCall => ({
  ref: call.sid,
  state: stateOf(call),
  from: call.from,
  to: call.to,
  durationSeconds: call.duration ? Number(call.duration) : null,
  costMicroUsd: microUsd(call),
  createdAt: call.dateCreated
})

async function ignoreOver(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof CommsError && OVER.includes(error.details?.['providerCode']))) throw error
  }
}
