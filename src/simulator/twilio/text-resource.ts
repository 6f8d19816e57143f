import type { Text } from '../texts.ts'
import { API_VERSION, accountPath, rfc2822 } from './wording.ts'

/** A text message as the API shows it. Source: twilio.com/docs/messaging/api/message-resource. */
export function textResource(text: Text): object {
  const uri = `${accountPath(text.accountSid)}/Messages/${text.sid}`
  return {
    sid: text.sid,
    account_sid: text.accountSid,
    messaging_service_sid: null,
    from: text.from,
    to: text.to,
    body: text.body,
    status: text.status,
    direction: text.direction,
    num_segments: String(text.segments),
    num_media: String(text.mediaUrls.length),
    price: text.price,
    price_unit: 'USD',
    error_code: text.errorCode,
    error_message: text.errorCode === null ? null : `Error ${text.errorCode}`,
    api_version: API_VERSION,
    date_created: rfc2822(text.createdAt),
    date_updated: rfc2822(text.updatedAt),
    date_sent: text.sentAt && rfc2822(text.sentAt),
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` }
  }
}
