import { hash, randomUUID } from 'node:crypto'
import type { Email, EmailFile } from '../emails.ts'
import type { Answer, Call, Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { carryEmail } from './carry-email.ts'
import { type EmailDraft, mailboxes, readDraft } from './email-draft.ts'
import { failure, notFound } from './failure.ts'
import { tableTime } from './wording.ts'

const KEY_LIFE_MS = 86_400_000
const KEY_MAX = 256

/** The operations on emails that we send. */
export const emailOperations: readonly Operation[] = [
  { name: 'SendEmail', method: 'POST', path: '/emails', run: send },
  {
    name: 'GetEmail',
    method: 'GET',
    path: '/emails/:id',
    run(world, call) {
      const email = world.emails.get(call.params['id'] ?? '')
      return email?.direction === 'outbound' ? { status: 200, body: resource(email) } : notFound('Email')
    }
  }
]

/** One email per key within 24 hours, however often it is asked for. Source: resend.com/docs/dashboard/emails/idempotency-keys. */
function send(world: World, call: Call): Answer {
  const key = call.headers['idempotency-key']
  if (typeof key !== 'string' || key === '') return accept(world, call, '')
  if (key.length > KEY_MAX)
    return failure(400, 'invalid_idempotency_key', `The key must be between 1-${KEY_MAX} chars.`)
  const fingerprint = hash('sha256', JSON.stringify(call.body) ?? '', 'base64')
  const before = world.keys.get(key)
  if (!before || world.clock.now().getTime() - before.at.getTime() > KEY_LIFE_MS) {
    const answer = accept(world, call, key)
    const { id } = (answer.body ?? {}) as { id?: string }
    if (id !== undefined) world.keys.add(key, { fingerprint, emailId: id, at: world.clock.now() })
    return answer
  }
  if (before.fingerprint === fingerprint) return { status: 200, body: { id: before.emailId } }
  return failure(
    409,
    'invalid_idempotent_request',
    'Same idempotency key used with a different request payload. Change your key or payload.'
  )
}

function accept(world: World, call: Call, idempotencyKey: string): Answer {
  const read = readDraft(world, call.body)
  if ('refusal' in read) return read.refusal
  const email = emailOf(read.draft, world.clock.now(), idempotencyKey)
  world.emails.add(email.id, email)
  carryEmail(world, email)
  return { status: 200, body: { id: email.id } }
}

function emailOf(draft: EmailDraft, createdAt: Date, idempotencyKey: string): Email {
  const id = randomUUID()
  const headers = Object.entries(draft.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return {
    ...{ id, direction: 'outbound', messageId: `<${id}@email.simulator.example>`, createdAt, idempotencyKey },
    from: draft.from,
    to: mailboxes(draft.to),
    cc: mailboxes(draft.cc),
    bcc: mailboxes(draft.bcc),
    replyTo: mailboxes(draft.reply_to),
    receivedFor: [],
    subject: draft.subject,
    text: draft.text ?? null,
    html: draft.html ?? null,
    headers: Object.fromEntries(headers) as Record<string, string>,
    tags: draft.tags ?? [],
    files: (draft.attachments ?? []).map(fileOf),
    lastEvent: 'queued'
  }
}

function fileOf(attachment: NonNullable<EmailDraft['attachments']>[number]): EmailFile {
  const { filename, content, path, content_type: contentType } = attachment
  const bytes = typeof content === 'string' ? Buffer.byteLength(content, 'base64') : 0
  return {
    id: randomUUID(),
    filename: filename ?? path?.split('/').at(-1) ?? 'attachment',
    contentType: contentType ?? 'application/octet-stream',
    bytes
  }
}

const resource = (email: Email): object => ({
  object: 'email',
  id: email.id,
  message_id: email.messageId,
  from: email.from,
  to: email.to,
  cc: email.cc,
  bcc: email.bcc,
  reply_to: email.replyTo,
  subject: email.subject,
  html: email.html,
  text: email.text,
  tags: email.tags,
  created_at: tableTime(email.createdAt),
  scheduled_at: null,
  last_event: email.lastEvent
})
