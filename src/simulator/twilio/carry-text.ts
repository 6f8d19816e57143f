import { phonePersonOf, replyTo } from '../people.ts'
import type { Text } from '../texts.ts'
import type { World } from '../world.ts'
import { postForm } from './callback.ts'
import { receiveText } from './receive-text.ts'
import { API_VERSION } from './wording.ts'

/** Price of a segment in US dollars. */
const SEGMENT_PRICE = 0.0079

/** Carries an accepted text to its end: its states and their callbacks in time, and then what the other side does. */
export function carryText(world: World, text: Text): void {
  const { undeliveredWith } = phonePersonOf(text.to)
  const end = undeliveredWith === undefined ? 'delivered' : 'undelivered'
  const { statuses, statusDelayMs, reorder } = world.behaviour
  const told = [
    ...(statuses.includes('queued') ? (['queued'] as const) : []),
    ...(statuses.includes('sent') ? (['sent'] as const) : []),
    ...(end === 'undelivered' || statuses.includes('delivered') ? [end] : [])
  ]
  if (reorder) told.reverse()
  world.later(statusDelayMs, () => advance(world, text, 'sent', null))
  world.later(statusDelayMs * 2, () => {
    advance(world, text, end, undeliveredWith ?? null)
    if (end === 'delivered') arrive(world, text)
  })
  world.later(statusDelayMs * 3, () => bill(text))
  const first = 3 - told.length
  for (const [index, status] of told.entries())
    world.later(statusDelayMs * (first + index), () => callBack(world, text, status, undeliveredWith))
}

function advance(world: World, text: Text, status: Text['status'], errorCode: number | null): void {
  text.status = status
  text.errorCode = errorCode
  text.updatedAt = world.clock.now()
  text.sentAt ??= text.updatedAt
}

/** A text is billed after it has come to its end, as at the vendor; until then it has no price. */
function bill(text: Text): void {
  text.price = `-${(SEGMENT_PRICE * text.segments).toFixed(5)}`
}

/** Source: twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks. */
function callBack(world: World, text: Text, status: string, errorCode: number | undefined): void {
  if (text.statusCallback === '') return
  postForm(
    world,
    { kind: `message.${status}`, reference: text.sid, url: text.statusCallback },
    {
      MessageSid: text.sid,
      SmsSid: text.sid,
      AccountSid: text.accountSid,
      From: text.from,
      To: text.to,
      MessageStatus: status,
      SmsStatus: status,
      ApiVersion: API_VERSION,
      ...(status === 'undelivered' && { ErrorCode: String(errorCode) })
    }
  )
}

function arrive(world: World, { from, to, body, mediaUrls }: Text): void {
  if (receiveText(world, { from, to, body, mediaUrls })) return
  const { reply, extraDelayMs = 0 } = phonePersonOf(to)
  if (reply === 'none' || !world.behaviour.replies) return
  const answer = replyTo(body)
  if (answer === undefined || !world.mayReply(`${to}>${from}`)) return
  world.later(world.behaviour.replyDelayMs + extraDelayMs, () =>
    receiveText(world, { from: to, to: from, body: reply === 'stop' ? 'STOP' : answer })
  )
}
