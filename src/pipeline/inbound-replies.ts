import { and, eq, inArray } from 'drizzle-orm'
import { agents, dncList, inboxEvents, messages } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { backoffMs } from '../lib/backoff.ts'
import type { AgentRow, MessageRow, OutboundDraft } from './draft.ts'
import { claimDue } from './due-messages.ts'
import { pseudonymOf } from './intent.ts'
import type { Keyword } from './keywords.ts'
import { keywordReply } from './opt-out/replies.ts'
import { sendMessage } from './outbound.ts'

const RETRY_MS = { first: 2000, longest: 3_600_000 }
/** After this an answer comes too late to be understood, in milliseconds. */
const GIVE_UP_MS = 24 * 3_600_000

/**
 * Answers the keywords of inbound messages that are due: the one confirmation of a STOP, the welcome after a START, the
 * help that HELP asks for. Each goes through the gate under a key of its message, so that none goes out twice, whatever
 * crashes and however many workers run. Returns how many it took up.
 */
export async function sendKeywordReplies(deps: Deps): Promise<number> {
  const claimed = await claimDue(deps, 'inbound')
  await Promise.all(claimed.map((row) => reply(deps, row)))
  return claimed.length
}

async function reply(deps: Deps, row: MessageRow): Promise<void> {
  try {
    const [agent] = await deps.db.select().from(agents).where(eq(agents.id, row.agentId))
    if (agent && agent.status !== 'removed') await sendReply(deps, agent, row, await keywordOf(deps, row))
    await finish(deps, row, null)
  } catch (error) {
    const attempts = row.attempts + 1
    const over = deps.clock.now().getTime() - row.createdAt.getTime() > GIVE_UP_MS
    const final = error instanceof CommsError && !error.retryable
    const next = new Date(deps.clock.now().getTime() + backoffMs(attempts, RETRY_MS.first, RETRY_MS.longest))
    await finish(deps, row, final || over ? null : next, attempts)
    deps.log.info({ event: 'keyword_reply_refused', messageId: row.id, agentId: row.agentId, final, err: error })
  }
}

/** What a refused answer leaves: nothing more to do, or the next try. */
async function finish(deps: Deps, row: MessageRow, dueAt: Date | null, attempts = row.attempts): Promise<void> {
  await deps.db.update(messages).set({ dueAt, attempts }).where(eq(messages.id, row.id))
}

/** The events of a message tell which keyword it was, also when its content is wiped. */
async function keywordOf(deps: Deps, row: MessageRow): Promise<Keyword> {
  const [told] = await deps.db
    .select({ kind: inboxEvents.kind })
    .from(inboxEvents)
    .where(and(eq(inboxEvents.messageId, row.id), inArray(inboxEvents.kind, ['contact.opted_out', 'contact.opted_in'])))
  if (told === undefined) return 'help'
  return told.kind === 'contact.opted_out' ? 'stop' : 'start'
}

async function sendReply(deps: Deps, agent: AgentRow, row: MessageRow, keyword: Keyword) {
  const channel = row.channel as OutboundDraft['channel']
  const { subject, body } = keywordReply(agent, keyword)
  const purpose = keyword === 'stop' ? ('opt_out_confirmation' as const) : ('help_reply' as const)
  const thread = channel === 'email' ? { subject, replyToMessageId: row.id } : {}
  const draft = { channel, to: row.contact, body, purpose, ...thread, idempotencyKey: await keyOf(deps, row, keyword) }
  return sendMessage(deps, { agent, actor: 'system' }, draft)
}

/** One opt-out has one confirmation, however many texts asked for it at the same moment. */
async function keyOf(deps: Deps, row: MessageRow, keyword: Keyword): Promise<string> {
  const ofRow = `keyword:${row.id}`
  if (keyword !== 'stop') return ofRow
  const isListed = and(eq(dncList.orgId, row.orgId), eq(dncList.contact, row.contact))
  const [listed] = await deps.db.select({ at: dncList.createdAt }).from(dncList).where(isListed)
  return listed === undefined ? ofRow : `opt-out:${pseudonymOf(deps, row.contact)}:${listed.at.toISOString()}`
}
