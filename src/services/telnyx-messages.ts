import Type, { type Static } from 'typebox'
import { compile } from '../lib/validate.ts'

/** Source: https://developers.telnyx.com/api-reference/callbacks/inbound-message and …/delivery-update */
const MessageEvent = Type.Object({
  data: Type.Object({
    event_type: Type.String({ maxLength: 64 }),
    payload: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 64 }),
      from: Type.Optional(Type.Object({ phone_number: Type.String({ minLength: 1, maxLength: 64 }) })),
      to: Type.Array(
        Type.Object({
          phone_number: Type.String({ minLength: 1, maxLength: 64 }),
          status: Type.Optional(Type.String({ maxLength: 32 }))
        }),
        { minItems: 1 }
      ),
      text: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      media: Type.Optional(
        Type.Array(
          Type.Object({
            url: Type.Optional(Type.String()),
            content_type: Type.Optional(Type.Union([Type.String(), Type.Null()]))
          })
        )
      ),
      parts: Type.Optional(Type.Integer()),
      errors: Type.Optional(Type.Array(Type.Object({ code: Type.Optional(Type.String({ maxLength: 10 })) })))
    })
  })
})
type Payload = Static<typeof MessageEvent>['data']['payload']

const check = compile(MessageEvent)

/** The words that the other carrier has for the same. */
const STATUS: Record<string, string> = {
  queued: 'queued',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  delivery_unconfirmed: 'sent',
  delivery_failed: 'undelivered',
  expired: 'undelivered',
  sending_failed: 'failed'
}

/** An inbound SMS or MMS of Telnyx in the fields of a form of Twilio; undefined for any other event. */
export function smsOfTelnyx(event: unknown): Record<string, string> | undefined {
  const payload = payloadOf(event, ['message.received'])
  const [to] = payload?.to ?? []
  if (!payload?.from || !to) return undefined
  const { id, from, text, media = [], parts = 1 } = payload
  const files = media.map(({ url, content_type }, n) => ({
    ...(url !== undefined && { [`MediaUrl${n}`]: url }),
    ...(content_type && { [`MediaContentType${n}`]: content_type })
  }))
  return Object.assign(
    {
      ...{ MessageSid: id, From: from.phone_number, To: to.phone_number, Body: text ?? '' },
      ...{ NumMedia: String(media.length), NumSegments: String(parts) }
    },
    ...files
  )
}

/** What became of an SMS at Telnyx, in the fields of a form of Twilio; undefined for any other event. */
export function statusOfTelnyx(event: unknown): Record<string, string> | undefined {
  const payload = payloadOf(event, ['message.sent', 'message.finalized'])
  const status = payload?.to[0]?.status
  if (!payload || status === undefined || !Object.hasOwn(STATUS, status)) return undefined
  const code = payload.errors?.[0]?.code
  const word = STATUS[status] ?? ''
  return { MessageSid: payload.id, MessageStatus: word, ...(code !== undefined && { ErrorCode: `telnyx_${code}` }) }
}

function payloadOf(event: unknown, types: readonly string[]): Payload | undefined {
  const verdict = check(event)
  return verdict.ok && types.includes(verdict.value.data.event_type) ? verdict.value.data.payload : undefined
}
