import type { Email, EmailFile } from '../emails.ts'
import type { Answer, Call, Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { notFound } from './failure.ts'

const LINK_LIFE_MS = 3_600_000
const BASE = '/emails/receiving/:id'

/** The operations on emails that were received for us: bodies, headers and files are only to be had here. */
export const receivingOperations: readonly Operation[] = [
  { name: 'GetReceivedEmail', method: 'GET', path: BASE, run: withEmail((_world, email) => ok(resource(email))) },
  {
    name: 'ListReceivedAttachments',
    method: 'GET',
    path: `${BASE}/attachments`,
    run: withEmail((world, email) =>
      ok({ object: 'list', has_more: false, data: email.files.map((file) => fileResource(world, email, file)) })
    )
  },
  {
    name: 'GetReceivedAttachment',
    method: 'GET',
    path: `${BASE}/attachments/:file`,
    run: withEmail((world, email, call) => {
      const file = email.files.find(({ id }) => id === call.params['file'])
      return file ? ok({ object: 'attachment', ...fileResource(world, email, file) }) : notFound('Attachment')
    })
  }
]

const ok = (body: object): Answer => ({ status: 200, body })

function withEmail(use: (world: World, email: Email, call: Call) => Answer): Operation['run'] {
  return (world, call) => {
    const email = world.emails.get(call.params['id'] ?? '')
    return email?.direction === 'inbound' ? use(world, email, call) : notFound('Email')
  }
}

/** Source: resend.com/docs/api-reference/emails/retrieve-received-email. */
const resource = (email: Email): object => ({
  object: 'email',
  id: email.id,
  to: email.to,
  from: email.from,
  created_at: email.createdAt.toISOString(),
  subject: email.subject,
  html: email.html,
  text: email.text,
  headers: email.headers,
  bcc: email.bcc,
  cc: email.cc,
  reply_to: email.replyTo,
  received_for: email.receivedFor,
  message_id: email.messageId,
  raw: null,
  attachments: email.files.map((file) => described(file))
})

const fileResource = (world: World, email: Email, file: EmailFile): object => ({
  ...described(file),
  download_url: `${world.url()}/__simulator/files/${email.id}/${file.id}`,
  expires_at: new Date(world.clock.now().getTime() + LINK_LIFE_MS).toISOString()
})

const described = ({ id, filename, contentType, bytes }: EmailFile): object => ({
  id,
  filename,
  content_type: contentType,
  content_disposition: 'attachment',
  content_id: id,
  size: bytes
})
