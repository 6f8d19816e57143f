import { receiveEmailEvent } from '../pipeline/inbound-email.ts'
import { followUp } from '../pipeline/inbound-follow-up.ts'
import { ResendEventSchema } from '../schemas/resend-event.ts'
import { defineWebhook } from './webhook.ts'

/** Email events of one agent, for a webhook that was made by hand. */
export default defineWebhook({
  path: '/webhooks/:agentId/email',
  vendor: 'resend',
  summary: 'Email events of one agent (Resend)',
  body: ResendEventSchema,
  reply: { type: 'application/json', payload: '{"received":true}' },
  async handle(event, { deps, source, eventId }) {
    const { orgId, agent } = source
    const { outcome, messages } = await receiveEmailEvent(deps, { orgId, agentId: agent?.id, eventId, event })
    for (const message of messages) followUp(deps, message.agent, message.received)
    return outcome
  }
})
