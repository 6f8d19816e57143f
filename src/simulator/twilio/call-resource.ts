import { durationSeconds, type PhoneCall } from '../calls/phone-call.ts'
import { API_VERSION, accountPath, rfc2822 } from './wording.ts'

/** A call as the API shows it. Source: twilio.com/docs/voice/api/call-resource. */
export function callResource(call: PhoneCall): object {
  const uri = `${accountPath(call.accountSid)}/Calls/${call.sid}`
  const { from, to, status, price, direction, createdAt, updatedAt, answeredAt, endedAt } = call
  return {
    sid: call.sid,
    account_sid: call.accountSid,
    parent_call_sid: call.parentSid,
    ...{ to, to_formatted: to, from, from_formatted: from, phone_number_sid: null },
    ...{ status, direction, price, price_unit: 'USD', answered_by: call.answeredBy, api_version: API_VERSION },
    start_time: answeredAt && rfc2822(answeredAt),
    end_time: endedAt && rfc2822(endedAt),
    duration: endedAt && String(durationSeconds(call)),
    ...{ forwarded_from: null, group_sid: null, trunk_sid: null, queue_time: '0' },
    caller_name: call.callerName || null,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json`, notifications: `${uri}/Notifications.json` }
  }
}
