import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { Email } from '../emails.ts'
import type { World } from '../world.ts'

/** Waits between the tries of a webhook, in milliseconds. Source: docs.svix.com/retries. */
const RETRY_DELAYS_MS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]

/** Kinds of events that are posted. */
export type EmailEventKind = 'email.sent' | 'email.delivered' | 'email.bounced' | 'email.complained' | 'email.received'

/**
 * Posts an event to every webhook that asked for its kind. The id is the same for each try, time and signature are fresh.
 * Source: resend.com/docs/webhooks/introduction, docs.svix.com/receiving/verifying-payloads/how-manual.
 */
export function postEvent(world: World, kind: EmailEventKind, email: Email, facts: object): void {
  const body = JSON.stringify({ type: kind, created_at: world.clock.now().toISOString(), data: facts })
  for (const { endpoint, events, signingSecret } of world.holdings.webhooks.values()) {
    if (!events.includes(kind)) continue
    const id = `msg_${randomUUID().replaceAll('-', '')}`
    const signer = new Webhook(signingSecret)
    world.outbox.post({
      ...{ vendor: 'resend', kind, reference: email.id, url: endpoint, body },
      headers: (now) => ({
        'content-type': 'application/json',
        'user-agent': 'Svix-Webhooks/1.62',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
        'svix-signature': signer.sign(id, now, body)
      }),
      retryDelaysMs: world.behaviour.webhookRetryDelaysMs ?? RETRY_DELAYS_MS,
      retries: () => true
    })
  }
}

/** What an event tells of an email that we sent. */
export const sentFacts = (email: Email): object => ({
  email_id: email.id,
  created_at: email.createdAt.toISOString(),
  message_id: email.messageId,
  from: email.from,
  to: email.to,
  subject: email.subject,
  ...(email.tags.length > 0 && { tags: Object.fromEntries(email.tags.map(({ name, value }) => [name, value])) })
})
