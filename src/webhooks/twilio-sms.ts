import Type, { type Static } from 'typebox'
import { contactKey } from '../lib/phone.ts'
import { receiveMessage } from '../pipeline/inbound.ts'
import { followUp } from '../pipeline/inbound-follow-up.ts'
import type { Attachment } from '../schemas/message.ts'
import { smsOfTelnyx } from '../services/telnyx-messages.ts'
import { defineWebhook } from './webhook.ts'

/** Source: twilio.com/docs/messaging/guides/webhook-request. */
const InboundSms = Type.Object({
  MessageSid: Type.String({ minLength: 1, maxLength: 64 }),
  From: Type.String({ minLength: 1, maxLength: 254 }),
  To: Type.String({ minLength: 1, maxLength: 254 }),
  Body: Type.Optional(Type.String()),
  NumMedia: Type.Optional(Type.String()),
  NumSegments: Type.Optional(Type.String()),
  /** Only where the carrier has acted on a keyword and has answered it. */
  OptOutType: Type.Optional(Type.String())
})

/** Most files of one message. Source: twilio.com/docs/messaging/api/message-resource, MediaUrl. */
const MEDIA_MAX = 10
const ANSWERED = { STOP: 'stop', START: 'start', HELP: 'help' } as const

/** An SMS or MMS to an agent's number. */
export default defineWebhook({
  path: '/webhooks/:agentId/sms',
  vendor: 'twilio',
  summary: 'Inbound SMS (Twilio, Telnyx)',
  body: InboundSms,
  fromTelnyx: smsOfTelnyx,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle(sms, { deps, source: { agent, signer } }) {
    if (!agent) return 'ignored'
    const received = await receiveMessage(deps, {
      agent,
      channel: 'sms',
      provider: signer,
      eventKey: `sms:${sms.MessageSid}`,
      providerRef: sms.MessageSid,
      from: contactKey(sms.From),
      to: sms.To,
      content: { body: sms.Body ?? '', ...media(sms) },
      segments: Math.max(1, Number(sms.NumSegments) || 1),
      answeredKeyword: ANSWERED[sms.OptOutType as keyof typeof ANSWERED]
    })
    followUp(deps, agent, received)
    return received.outcome
  }
})

function media(sms: Static<typeof InboundSms>): { attachments?: Attachment[] } {
  const fields = sms as Record<string, unknown>
  const count = Math.min(Number(sms.NumMedia) || 0, MEDIA_MAX)
  const attachments = Array.from({ length: count }, (_, index): Attachment => {
    const url = fields[`MediaUrl${index}`]
    const contentType = fields[`MediaContentType${index}`]
    return {
      filename: `media-${index + 1}`,
      contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
      ...(typeof url === 'string' && { url })
    }
  })
  return attachments.length > 0 ? { attachments } : {}
}
