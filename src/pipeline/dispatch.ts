import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { Sent } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import type { MessageContent } from '../schemas/message.ts'
import type { MessageRow, OutboundAttachment } from './draft.ts'
import { orgVendors } from './vendors.ts'

/** What a message says and how it is addressed beyond its row; sealed in `message_bodies` until it is settled. */
export interface OutboundContent extends Omit<MessageContent, 'attachments' | 'references'> {
  attachments?: OutboundAttachment[] | undefined
  /** Headers that keep an email in its thread, and those by which it is unsubscribed. */
  headers?: Record<string, string> | undefined
  /** `From` of an email with its display name. */
  fromName?: string | undefined
}

/** What is known after asking the vendor once. */
export type Outcome =
  | { kind: 'sent'; sent: Sent }
  /** The vendor refused: nothing happened. */
  | { kind: 'rejected'; error: CommsError }
  /** It is known that nothing happened, and it may work later. */
  | { kind: 'later'; error: CommsError }
  /** It may have happened. */
  | { kind: 'unknown'; error: unknown }

/** Asks the vendor once to send what the row intends; never throws. */
export async function dispatch(deps: Deps, row: DispatchedRow, content: OutboundContent): Promise<Outcome> {
  let send: () => Promise<Sent>
  try {
    send = await opened(deps, row, content)
  } catch (error) {
    return error instanceof CommsError ? { kind: 'rejected', error } : { kind: 'unknown', error }
  }
  try {
    return { kind: 'sent', sent: await send() }
  } catch (error) {
    if (!(error instanceof CommsError) || error.code === 'provider_timeout') return { kind: 'unknown', error }
    return { kind: error.code === 'provider_unavailable' ? 'later' : 'rejected', error }
  }
}

type DispatchedRow = Pick<MessageRow, 'id' | 'orgId' | 'agentId' | 'channel' | 'contact' | 'ownAddress'>

/** The vendor's adapter with the message in hand; nothing has left yet. */
async function opened(deps: Deps, row: DispatchedRow, content: OutboundContent): Promise<() => Promise<Sent>> {
  const org = await orgVendors(deps, row.orgId, row.agentId)
  if (row.channel === 'sms') {
    const telephony = await openProvider(deps.providers, 'telephony', org)
    const statusCallbackUrl = `${deps.publicUrl()}/webhooks/${row.agentId}/message-status?m=${row.id}`
    const { body, mediaUrls } = content
    return () => telephony.sendSms({ from: row.ownAddress, to: row.contact, body, mediaUrls, statusCallbackUrl })
  }
  const email = await openProvider(deps.providers, 'email', org)
  return () => email.sendEmail(emailDraft(row, content))
}

function emailDraft(row: Pick<MessageRow, 'id' | 'contact' | 'ownAddress'>, content: OutboundContent) {
  const { body, subject, fromName, mediaUrls: _media, attachments, ...rest } = content
  return {
    ...rest,
    from: fromName ? `"${fromName}" <${row.ownAddress}>` : row.ownAddress,
    to: row.contact,
    subject: subject ?? '(no subject)',
    text: body,
    attachments: attachments?.map(({ filename, contentType, url, contentBase64 }) => ({
      filename,
      contentType,
      ...(url !== undefined && { url }),
      ...(contentBase64 !== undefined && { contentBase64 })
    })),
    idempotencyKey: row.id
  }
}
