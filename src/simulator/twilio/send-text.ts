import { isE164 } from '../../lib/phone.ts'
import { smsSegments } from '../../lib/segments.ts'
import { type Answer, type Call, every, type Form, first } from '../operation.ts'
import { phonePersonOf } from '../people.ts'
import type { Text } from '../texts.ts'
import type { World } from '../world.ts'
import { accountOf, holderOf } from './account.ts'
import { carryText } from './carry-text.ts'
import { refused } from './failure.ts'
import { textResource } from './text-resource.ts'
import { newSid } from './wording.ts'

const BODY_MAX = 1600
const MEDIA_MAX = 10

/** Takes a text message, or refuses it as the carrier would. */
export function sendText(world: World, call: Call): Answer {
  const form = (call.body ?? {}) as Form
  const [to, from, body] = [first(form, 'To'), first(form, 'From'), first(form, 'Body') ?? '']
  const mediaUrls = every(form, 'MediaUrl')
  const accountSid = accountOf(world, call)
  if (to === undefined) return refused(21604, "A 'To' phone number is required.")
  if (from === undefined) return refused(21603, "A 'From' phone number is required.")
  const refusal = refuseContent(body, mediaUrls) ?? refuseNumbers(world, accountSid, from, to)
  if (refusal) return refusal
  const now = world.clock.now()
  const text: Text = {
    sid: newSid(mediaUrls.length > 0 ? 'MM' : 'SM'),
    accountSid,
    direction: 'outbound-api',
    ...{ from, to, body, mediaUrls },
    segments: smsSegments(body).segments,
    status: 'queued',
    errorCode: null,
    price: null,
    ...{ createdAt: now, updatedAt: now, sentAt: null },
    statusCallback: first(form, 'StatusCallback') ?? ''
  }
  world.texts.add(text)
  const answer = { status: 201, body: textResource(text) }
  carryText(world, text)
  return answer
}

function refuseContent(body: string, mediaUrls: string[]): Answer | undefined {
  if (body === '' && mediaUrls.length === 0) return refused(21602, 'Message body is required.')
  if ([...body].length > BODY_MAX)
    return refused(21617, `The concatenated message body exceeds the ${BODY_MAX} character limit`)
  if (mediaUrls.length > MEDIA_MAX) return refused(21623, 'Number of media files exceeds allowed limit.')
  if (mediaUrls.some((url) => !/^https?:\/\//.test(url))) return refused(21620, 'Invalid media URL(s)')
  return undefined
}

function refuseNumbers(world: World, accountSid: string, from: string, to: string): Answer | undefined {
  if (!isE164(to)) return refused(21211, `Invalid 'To' Phone Number: ${to}`)
  if (!isE164(from)) return refused(21212, `Invalid From Number (caller ID): ${from}`)
  const held = world.holdings.numbers.get(from)
  if (held?.sms !== true || holderOf(world, held) !== accountSid)
    return refused(
      21606,
      `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number`
    )
  if (from === to) return refused(21266, "'To' and 'From' number cannot be the same")
  const code = phonePersonOf(to).refusedWith
  return code === undefined ? undefined : refused(code, (REFUSALS[code] ?? `Error ${code}: {to}`).replace('{to}', to))
}

/** Source: twilio.com/docs/api/errors. */
const REFUSALS: Record<number, string> = {
  21211: "Invalid 'To' Phone Number: {to}",
  21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
  21610: 'Attempt to send to unsubscribed recipient',
  21612: "The 'To' phone number {to} is not currently reachable via SMS",
  21614: "'To' number {to} is not a valid mobile number"
}
