import { receiveEmailEvent } from '../pipeline/inbound-email.ts'
import { followUp } from '../pipeline/inbound-follow-up.ts'
import { ResendEventSchema } from '../schemas/resend-event.ts'
import { defineWebhook } from './webhook.ts'

/** Email events of a whole account; the recipients name the agents. */
export default defineWebhook({
  path: '/webhooks/in/:endpointId/email',
  vendor: 'resend',
  summary: 'Email events of an account (Resend)',
  body: ResendEventSchema,
  reply: { type: 'application/json', payload: '{"received":true}' },
  async handle(event, { deps, source, eventId }) {
    const { outcome, messages } = await receiveEmailEvent(deps, { orgId: source.orgId, eventId, event })
    for (const { agent, received } of messages) followUp(deps, agent, received)
    return outcome
  }
})
