import { placeOf } from '../twilio/place-of.ts'
import { API_VERSION } from '../twilio/wording.ts'
import type { PhoneCall } from './phone-call.ts'

/** What every webhook of a call says of it. Source: twilio.com/docs/voice/twiml (request parameters). */
export function voiceForm(call: PhoneCall): Record<string, string> {
  const { sid, accountSid, status, direction, from, to, callerName, parentSid, answeredBy } = call
  return {
    CallSid: sid,
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    CallStatus: status,
    Direction: direction,
    ...{ From: from, Caller: from, To: to, Called: to },
    ...placeOf('From', from),
    ...placeOf('Caller', from),
    ...placeOf('To', to),
    ...placeOf('Called', to),
    ...(direction === 'inbound' && { StirVerstat: 'TN-Validation-Passed-A', CallToken: '{"parentCallInfoToken":""}' }),
    ...(callerName !== '' && { CallerName: callerName }),
    ...(parentSid !== null && { ParentCallSid: parentSid }),
    ...(answeredBy !== null && { AnsweredBy: answeredBy })
  }
}
