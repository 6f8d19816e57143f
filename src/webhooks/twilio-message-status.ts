import Type from 'typebox'
import { receiveStatus } from '../pipeline/status.ts'
import { TWILIO_MESSAGE_STATUS } from '../schemas/twilio-status.ts'
import { statusOfTelnyx } from '../services/telnyx-messages.ts'
import { defineWebhook } from './webhook.ts'

/** Source: twilio.com/docs/messaging/guides/track-outbound-message-status. */
const MessageStatus = Type.Object({
  MessageSid: Type.String({ minLength: 1, maxLength: 64 }),
  MessageStatus: Type.String({ minLength: 1, maxLength: 32 }),
  ErrorCode: Type.Optional(Type.String({ maxLength: 16 }))
})

/** What became of an SMS of ours; `m` in the query is our row. */
export default defineWebhook({
  path: '/webhooks/:agentId/message-status',
  vendor: 'twilio',
  summary: 'Status of a sent SMS (Twilio, Telnyx)',
  body: MessageStatus,
  fromTelnyx: statusOfTelnyx,
  reply: { type: 'text/xml', payload: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  async handle({ MessageSid, MessageStatus: word, ErrorCode }, { deps, source, query }) {
    const status = TWILIO_MESSAGE_STATUS[word]
    if (status === undefined) return 'ignored'
    const settled = await receiveStatus(deps, {
      orgId: source.orgId,
      agentId: source.agent?.id,
      messageId: typeof query['m'] === 'string' ? query['m'] : undefined,
      provider: source.signer,
      eventKey: `status:${MessageSid}:${word}`,
      providerRef: MessageSid,
      status,
      errorCode: ErrorCode === undefined || ErrorCode === '' ? undefined : ErrorCode
    })
    return settled === 'settled' ? 'accepted' : settled
  }
})
