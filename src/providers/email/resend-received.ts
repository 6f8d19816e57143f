import type { Resend } from 'resend'
import type { ReceivedEmail } from '../contracts.ts'
import { textOfHtml } from './html-text.ts'
import { contentOf } from './resend-client.ts'

/** An inbound email with its body, headers and signed attachment links, which the event does not carry. Source: https://resend.com/docs/dashboard/receiving/get-email-content */
export async function resendReceived(client: Resend, ref: string): Promise<ReceivedEmail> {
  const email = contentOf(await client.emails.receiving.get(ref))
  const attachments = email.attachments?.length ? await listAttachments(client, ref) : []
  const html = email.html ?? undefined
  return {
    ref: email.id,
    from: email.from,
    to: email.to,
    cc: email.cc ?? [],
    subject: email.subject ?? '',
    text: email.text ?? textOfHtml(html ?? ''),
    html,
    headers: lowerCased(email.headers ?? {}),
    messageId: email.message_id || undefined,
    attachments,
    receivedAt: new Date(email.created_at)
  }
}

async function listAttachments(client: Resend, emailId: string): Promise<ReceivedEmail['attachments']> {
  const all: ReceivedEmail['attachments'] = []
  let after: string | undefined
  do {
    const options = { emailId, limit: 100, ...(after !== undefined && { after }) }
    const page = contentOf(await client.emails.receiving.attachments.list(options))
    for (const { filename, content_type, download_url, size } of page.data)
      all.push({ filename: filename ?? 'attachment', contentType: content_type, url: download_url, bytes: size })
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
  return all
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
