import type { CreateEmailOptions, Resend } from 'resend'
import { MESSAGE_TAG } from '../../schemas/resend-event.ts'
import type { EmailDraft, EmailProvider } from '../contracts.ts'
import { shortKey } from '../credential.ts'
import { unreadableAnswer } from '../failures.ts'
import { checkRef, contentOf } from './resend-client.ts'
import { resendDomain } from './resend-domain.ts'
import { RESEND } from './resend-errors.ts'
import { resendReceived } from './resend-received.ts'
import { resendWebhook } from './resend-webhook.ts'

/** Operations of Resend's API that this adapter uses, by method and path. */
export const operations = [
  'POST /emails',
  'GET /emails/{email_id}',
  'GET /emails/receiving/{email_id}',
  'GET /emails/receiving/{email_id}/attachments',
  'GET /domains',
  'GET /domains/{domain_id}',
  'GET /webhooks',
  'POST /webhooks',
  'DELETE /webhooks/{webhook_id}'
] as const

/** Source: https://resend.com/docs/dashboard/emails/introduction, the last event of an email. */
const STATUSES: Record<string, 'sent' | 'delivered' | 'failed' | 'queued'> = {
  queued: 'queued',
  scheduled: 'queued',
  sent: 'sent',
  delivery_delayed: 'sent',
  delivered: 'delivered',
  opened: 'delivered',
  clicked: 'delivered',
  complained: 'delivered',
  bounced: 'failed',
  failed: 'failed',
  suppressed: 'failed',
  canceled: 'failed'
}

/** Email over Resend. Resend sends one email per idempotency key within 24 hours, however often it is asked. */
export function resendEmail(client: Resend): EmailProvider {
  return {
    name: 'resend',
    async sendEmail(draft) {
      const { id } = contentOf(await client.emails.send(asRequest(draft), { idempotencyKey: draft.idempotencyKey }))
      if (!id) throw unreadableAnswer(RESEND, false)
      return { ref: id, status: 'queued', costMicroUsd: null }
    },
    async getSent(ref) {
      const { last_event } = contentOf(await client.emails.get(checkRef(ref)))
      return { status: STATUSES[last_event] ?? 'sent' }
    },
    fetchReceived: async (ref) => resendReceived(client, checkRef(ref)),
    checkDomain: (name) => resendDomain(client, name),
    createWebhook: (url) => resendWebhook(client, url),
    async verify() {
      await client.domains.list({ limit: 1 })
      return { account: shortKey(client.key ?? ''), balanceMicroUsd: null, currency: null }
    }
  }
}

function asRequest(draft: EmailDraft): CreateEmailOptions {
  const { from, to, cc, bcc, replyTo, subject, text, html, headers } = draft
  const attachments = draft.attachments?.map(({ filename, contentType, url, contentBase64 }) => ({
    filename,
    contentType,
    ...(contentBase64 === undefined ? { path: url } : { content: contentBase64 })
  }))
  // Comes back with every event, so that a status finds its row even when the answer to the send was lost.
  const tags = [{ name: MESSAGE_TAG, value: draft.idempotencyKey }]
  return { from, to, cc, bcc, replyTo, subject, text, html, headers, attachments, tags }
}
