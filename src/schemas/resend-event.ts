import Type, { type Static } from 'typebox'

const Addresses = Type.Optional(Type.Array(Type.String()))

/** Name of the tag that carries our row id. Source: https://resend.com/docs/dashboard/emails/tags: letters, digits, `_` and `-`. */
export const MESSAGE_TAG = 'comms_message_id'

/**
 * The part of Resend's events that we read; other fields and kinds may come.
 * Source: https://resend.com/docs/webhooks/event-types and /webhooks/emails/received
 */
export const ResendEventSchema = Type.Object({
  type: Type.String({ maxLength: 100 }),
  data: Type.Object({
    email_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    from: Type.Optional(Type.String()),
    to: Addresses,
    cc: Addresses,
    bcc: Addresses,
    /** Addresses of the account that it was delivered to. */
    received_for: Addresses,
    subject: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    message_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    /** What the send was tagged with; an object, in older events a list. */
    tags: Type.Optional(Type.Unknown()),
    attachments: Type.Optional(
      Type.Array(
        Type.Object({
          filename: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          content_type: Type.Optional(Type.String())
        })
      )
    )
  })
})
/** One event of Resend. */
export type ResendEvent = Static<typeof ResendEventSchema>
