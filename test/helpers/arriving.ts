import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { agents } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import type { InboundMessage } from '../../src/pipeline/inbound.ts'

type Agent = typeof agents.$inferSelect

/** A text as the carrier's webhook brings it; each call is another text. */
export function arrivingSms(agent: Agent, body: string, more: Partial<InboundMessage> = {}): InboundMessage {
  const sid = `SM${newId('rcp').slice(4)}`
  return {
    agent,
    channel: 'sms',
    provider: 'twilio',
    eventKey: `sms:${sid}`,
    providerRef: sid,
    from: '+14155550123',
    to: agent.phoneNumber ?? '',
    content: { body },
    ...more
  }
}

/** A form post signed as Twilio signs it. */
export function signedForm(url: string, authToken: string, fields: Record<string, string>) {
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': getExpectedTwilioSignature(authToken, url, fields)
  }
  return { method: 'POST', headers, body: new URLSearchParams(fields).toString() }
}
