import { randomUUID } from 'node:crypto'
import { bareAddress } from '../../lib/mailbox.ts'
import type { Email, EmailFile } from '../emails.ts'
import type { World } from '../world.ts'
import { postEvent } from './event.ts'
import { domainOf } from './wording.ts'

/** An email on its way to an address of a domain that the account holds. */
export interface IncomingEmail {
  from: string
  to: readonly string[]
  cc?: readonly string[]
  bcc?: readonly string[]
  subject: string
  text?: string | null
  html?: string | null
  headers?: Record<string, string>
  files?: readonly EmailFile[]
}

/** Records an email that somebody wrote to a domain of the account and posts what it is about, without its content; undefined when no recipient is ours. */
export function receiveEmail(world: World, incoming: IncomingEmail): Email | undefined {
  const { from, to, cc = [], bcc = [], subject, files = [] } = incoming
  const ours = (mailbox: string) => world.holdings.domains.get(domainOf(mailbox))?.status === 'verified'
  const receivedFor = [...to, ...cc, ...bcc].filter(ours).map(bareAddress)
  if (receivedFor.length === 0) return undefined
  const [id, now] = [randomUUID(), world.clock.now()]
  const messageId = incoming.headers?.['message-id'] ?? `<${id}@mail.${domainOf(from)}>`
  const email: Email = {
    ...{ id, direction: 'inbound', messageId, from, subject, receivedFor },
    ...{ to: [...to], cc: [...cc], bcc: [...bcc], replyTo: [], tags: [], files: [...files] },
    text: incoming.text ?? null,
    html: incoming.html ?? null,
    headers: {
      ...{ from, to: to.join(', '), subject, date: now.toUTCString(), 'mime-version': '1.0' },
      ...(cc.length > 0 && { cc: cc.join(', ') }),
      ...incoming.headers,
      'message-id': messageId
    },
    createdAt: now,
    lastEvent: 'received',
    idempotencyKey: ''
  }
  world.emails.add(id, email)
  postEvent(world, 'email.received', email, receivedFacts(email))
  return email
}

/** Source: resend.com/docs/webhooks/emails/received. */
const receivedFacts = (email: Email): object => ({
  email_id: email.id,
  created_at: email.createdAt.toISOString(),
  from: email.from,
  to: email.to,
  cc: email.cc,
  bcc: email.bcc,
  received_for: email.receivedFor,
  message_id: email.messageId,
  subject: email.subject,
  attachments: email.files.map(({ id, filename, contentType }) => ({
    id,
    filename,
    content_type: contentType,
    content_disposition: 'attachment',
    content_id: id
  }))
})
