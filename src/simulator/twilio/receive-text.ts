import { smsSegments } from '../../lib/segments.ts'
import type { Text } from '../texts.ts'
import type { World } from '../world.ts'
import { holderOf } from './account.ts'
import { postForm } from './callback.ts'
import { placeOf } from './place-of.ts'
import { API_VERSION, newSid } from './wording.ts'

/** A text on its way to a number that the account holds. */
export interface IncomingText {
  from: string
  to: string
  body: string
  mediaUrls?: readonly string[]
}

/** Records a text that somebody wrote to a number of the account and posts it to the number's webhook; undefined when nobody holds the number. */
export function receiveText(world: World, incoming: IncomingText): Text | undefined {
  const held = world.holdings.numbers.get(incoming.to)
  if (!held) return undefined
  const mediaUrls = [...(incoming.mediaUrls ?? [])]
  const now = world.clock.now()
  const text: Text = {
    sid: newSid(mediaUrls.length > 0 ? 'MM' : 'SM'),
    accountSid: holderOf(world, held),
    direction: 'inbound',
    from: incoming.from,
    to: incoming.to,
    body: incoming.body,
    mediaUrls,
    segments: smsSegments(incoming.body).segments,
    status: 'received',
    errorCode: null,
    price: null,
    ...{ createdAt: now, updatedAt: now, sentAt: now },
    statusCallback: ''
  }
  world.texts.add(text)
  if (held.smsUrl !== '')
    postForm(world, { kind: 'message.received', reference: text.sid, url: held.smsUrl }, parametersOf(text))
  return text
}

/** Source: twilio.com/docs/messaging/guides/webhook-request. */
function parametersOf(text: Text): Record<string, string> {
  const parameters: Record<string, string> = {
    ...placeOf('To', text.to),
    ...placeOf('From', text.from),
    MessageSid: text.sid,
    SmsSid: text.sid,
    SmsMessageSid: text.sid,
    SmsStatus: 'received',
    AccountSid: text.accountSid,
    From: text.from,
    To: text.to,
    Body: text.body,
    NumMedia: String(text.mediaUrls.length),
    NumSegments: String(text.segments),
    ApiVersion: API_VERSION
  }
  for (const [index, url] of text.mediaUrls.entries()) {
    parameters[`MediaUrl${index}`] = url
    parameters[`MediaContentType${index}`] = contentTypeOf(url)
  }
  return parameters
}

const CONTENT_TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf'
}

const contentTypeOf = (url: string): string =>
  CONTENT_TYPES[/\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
