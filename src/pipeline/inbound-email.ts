import { and, eq, inArray, ne } from 'drizzle-orm'
import { agents } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { bareAddress, plainLine } from '../lib/mailbox.ts'
import type { MessageContent } from '../schemas/message.ts'
import { MESSAGE_TAG, type ResendEvent } from '../schemas/resend-event.ts'
import type { AgentRow } from './draft.ts'
import { type Received, receiveMessage } from './inbound.ts'
import { receiveComplaint } from './inbound-complaint.ts'
import { receiveStatus, type VendorStatus } from './status.ts'

/** One verified event of an email vendor, and for whom it was verified. */
export interface EmailEvent {
  orgId: string
  /** Set where the URL names the agent: only its emails are taken then. */
  agentId?: string | undefined
  /** The vendor's identity of the event, the same on every copy of it. */
  eventId: string
  event: ResendEvent
}

/** What became of an email event; `messages` holds one entry for each agent that it reached. */
export interface EmailOutcome {
  outcome: 'accepted' | 'duplicate' | 'ignored'
  messages: { agent: AgentRow; received: Received }[]
}

const PROVIDER = 'resend'
/** More than one email can name within the limits of the vendor. */
const RECIPIENTS_MAX = 500

/** Source: https://resend.com/docs/webhooks/event-types */
const STATUS_OF: Record<string, Pick<VendorStatus, 'status' | 'errorCode'>> = {
  'email.sent': { status: 'sent' },
  'email.delivered': { status: 'delivered' },
  'email.bounced': { status: 'undelivered', errorCode: 'bounced' },
  'email.failed': { status: 'failed', errorCode: 'failed' },
  'email.suppressed': { status: 'failed', errorCode: 'suppressed' }
}

/** Takes one event of the email vendor: a message for each agent that it names, a status, or a complaint. */
export async function receiveEmailEvent(deps: Deps, said: EmailEvent): Promise<EmailOutcome> {
  const { type, data } = said.event
  if (data.email_id === undefined) return { outcome: 'ignored', messages: [] }
  if (type === 'email.received') return receiveEmail(deps, said, data.email_id)
  const tagged = (data.tags as Record<string, unknown> | null | undefined)?.[MESSAGE_TAG]
  const messageId = typeof tagged === 'string' ? tagged : undefined
  const about = { orgId: said.orgId, agentId: said.agentId, messageId, provider: PROVIDER, providerRef: data.email_id }
  const eventKey = `svix:${said.eventId}:${said.orgId}`
  if (type === 'email.complained')
    return { outcome: await receiveComplaint(deps, { ...about, eventKey }), messages: [] }
  const status = STATUS_OF[type]
  if (status === undefined) return { outcome: 'ignored', messages: [] }
  const settled = await receiveStatus(deps, { ...about, eventKey, ...status })
  return { outcome: settled === 'settled' ? 'accepted' : settled, messages: [] }
}

async function receiveEmail(deps: Deps, said: EmailEvent, emailId: string): Promise<EmailOutcome> {
  const { data } = said.event
  const named = [...(data.received_for ?? []), ...(data.to ?? []), ...(data.cc ?? []), ...(data.bcc ?? [])]
  const recipients = [...new Set(named.slice(0, RECIPIENTS_MAX).map(bareAddress))]
  const messages: EmailOutcome['messages'] = []
  for (const agent of await agentsAt(deps, said, recipients)) {
    const received = await receiveMessage(deps, {
      agent,
      channel: 'email',
      provider: PROVIDER,
      eventKey: `svix:${said.eventId}:${agent.id}`,
      // One email may reach several agents, each with a row of its own.
      providerRef: `${emailId}/${agent.id}`,
      from: bareAddress(data.from ?? ''),
      to: agent.emailAddress ?? '',
      content: announcedContent(data),
      emailMessageId: data.message_id == null ? undefined : plainLine(data.message_id, 998),
      fetchRef: emailId
    })
    messages.push({ agent, received })
  }
  if (messages.some(({ received }) => received.outcome === 'accepted')) return { outcome: 'accepted', messages }
  return { outcome: messages.length > 0 ? 'duplicate' : 'ignored', messages }
}

async function agentsAt(deps: Deps, { orgId, agentId }: EmailEvent, recipients: string[]): Promise<AgentRow[]> {
  if (recipients.length === 0) return []
  return deps.db
    .select()
    .from(agents)
    .where(
      and(
        inArray(agents.emailAddress, recipients),
        eq(agents.orgId, orgId),
        ne(agents.status, 'removed'),
        agentId === undefined ? undefined : eq(agents.id, agentId)
      )
    )
}

/** What the event tells of the content; all that is left of it should the rest never come. */
function announcedContent(data: ResendEvent['data']): MessageContent {
  return {
    body: '',
    subject: data.subject ?? '',
    ...(data.cc && data.cc.length > 0 && { cc: data.cc.slice(0, RECIPIENTS_MAX) }),
    ...(data.attachments &&
      data.attachments.length > 0 && {
        attachments: data.attachments.map(({ filename, content_type }) => ({
          filename: filename ?? 'attachment',
          contentType: content_type ?? 'application/octet-stream'
        }))
      })
  }
}
