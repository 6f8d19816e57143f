import { and, asc, eq, lte } from 'drizzle-orm'
import { openContent, sealContent } from '../db/content.ts'
import { inboxEvents, messageBodies, messages } from '../db/schema/index.ts'
import { announce } from '../delivery/event-row.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { backoffMs } from '../lib/backoff.ts'
import { plainLine } from '../lib/mailbox.ts'
import type { ReceivedEmail } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'
import type { MessageContent } from '../schemas/message.ts'
import { emailAsks } from './opt-out/email-asks.ts'
import { orgVendors } from './vendors.ts'

/** How long one worker has an email to itself, in milliseconds; longer than any request to a vendor. */
const CLAIM_MS = 60_000
const RETRY_MS = { first: 2000, longest: 3_600_000 }
/** After this the agent gets what is there, in milliseconds. */
const GIVE_UP_MS = 24 * 3_600_000
const BATCH = 20
/** Longest text and longest HTML that are kept, in characters. */
const MAX_CHARS = 1_000_000

type EventRow = typeof inboxEvents.$inferSelect

/**
 * Fetches the content of emails that are due and makes their events deliverable, each once, however many workers run.
 * What cannot be fetched within a day is delivered without its body, and says so: it is never lost. Returns how many it took up.
 */
export async function fetchDue(deps: Deps): Promise<number> {
  const due = await deps.db
    .select()
    .from(inboxEvents)
    .where(and(lte(inboxEvents.dueAt, deps.clock.now()), eq(inboxEvents.state, 'fetching')))
    .orderBy(asc(inboxEvents.dueAt))
    .limit(BATCH)
  const taken = await Promise.all(due.map((event) => claim(deps, event)))
  const mine = due.filter((_, index) => taken[index])
  await Promise.all(mine.map((event) => fetchOne(deps, event)))
  return mine.length
}

async function claim(deps: Deps, event: EventRow): Promise<boolean> {
  if (event.dueAt === null) return false
  const dueAt = new Date(deps.clock.now().getTime() + CLAIM_MS)
  const claimed = await deps.db
    .update(inboxEvents)
    .set({ dueAt, attempts: event.attempts + 1 })
    .where(and(eq(inboxEvents.id, event.id), eq(inboxEvents.dueAt, event.dueAt), eq(inboxEvents.state, 'fetching')))
    .returning({ id: inboxEvents.id })
  return claimed.length > 0
}

async function fetchOne(deps: Deps, event: EventRow): Promise<void> {
  const { fetchRef } = event.payload
  try {
    if (fetchRef === undefined) return await deliverWithout(deps, event)
    const provider = await openProvider(deps.providers, 'email', await orgVendors(deps, event.orgId, event.agentId))
    await store(deps, event, await provider.fetchReceived(fetchRef))
  } catch (error) {
    const ageMs = deps.clock.now().getTime() - event.createdAt.getTime()
    const code = error instanceof CommsError ? error.code : 'internal'
    deps.log.warn({ event: 'email_fetch_failed', agentId: event.agentId, messageId: event.messageId, code, err: error })
    if (ageMs >= GIVE_UP_MS) return deliverWithout(deps, event)
    const wait = backoffMs(event.attempts + 1, RETRY_MS.first, RETRY_MS.longest)
    const dueAt = new Date(Math.min(deps.clock.now().getTime() + wait, event.createdAt.getTime() + GIVE_UP_MS))
    await deps.db.update(inboxEvents).set({ dueAt }).where(stillFetching(event))
  }
}

async function store(deps: Deps, event: EventRow, email: ReceivedEmail): Promise<void> {
  const messageId = event.messageId ?? ''
  const announced = await announcedContent(deps, messageId)
  const content = contentOf(email)
  const sealed = sealContent(deps.sealer, messageId, { ...announced, ...content })
  await deliver(deps, event, [
    ...(await emailAsks(deps, event, content, email.headers)),
    deps.db.update(messageBodies).set({ sealed }).where(eq(messageBodies.messageId, messageId)),
    deps.db
      .update(messages)
      .set({
        status: 'received',
        ...(email.messageId !== undefined && { emailMessageId: plainLine(email.messageId, 998) }),
        updatedAt: deps.clock.now()
      })
      .where(and(eq(messages.id, messageId), eq(messages.status, 'fetching')))
  ])
}

/** Gives up on the content: the agent learns of the email from what the event said, and that the rest is missing. */
async function deliverWithout(deps: Deps, event: EventRow): Promise<void> {
  const note = 'The content of this email could not be fetched from the vendor.'
  const now = deps.clock.now()
  await deliver(deps, event, [
    deps.db
      .update(messages)
      .set({ status: 'received', updatedAt: now })
      .where(and(eq(messages.id, event.messageId ?? ''), eq(messages.status, 'fetching'))),
    deps.db
      .update(inboxEvents)
      .set({ payload: { ...event.payload, note } })
      .where(stillFetching(event))
  ])
}

async function deliver(deps: Deps, event: EventRow, statements: Parameters<Deps['db']['batch']>[0]): Promise<void> {
  const pending = { state: 'pending', attempts: 0, dueAt: deps.clock.now() } as const
  await deps.db.batch([...statements, deps.db.update(inboxEvents).set(pending).where(stillFetching(event))])
  await announce(deps, event.agentId)
}

const stillFetching = (event: EventRow) => and(eq(inboxEvents.id, event.id), eq(inboxEvents.state, 'fetching'))

async function announcedContent(deps: Deps, messageId: string): Promise<MessageContent | undefined> {
  const [row] = await deps.db.select().from(messageBodies).where(eq(messageBodies.messageId, messageId))
  return row && openContent(deps.sealer, messageId, row.sealed)
}

function contentOf({ text, html, subject, cc, attachments, headers }: ReceivedEmail): MessageContent {
  const thread = headers['references'] ?? headers['in-reply-to']
  return {
    body: text.slice(0, MAX_CHARS),
    subject,
    ...(html !== undefined && { html: html.slice(0, MAX_CHARS) }),
    ...(cc.length > 0 && { cc }),
    ...(attachments.length > 0 && { attachments }),
    ...(thread !== undefined && {
      references: thread
        .split(/\s+/)
        .filter((id) => id.startsWith('<'))
        .slice(-50)
    })
  }
}
