import { and, desc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm'
import { messageBodies, messages } from '../db/schema/index.ts'
import { readContent } from '../delivery/event-view.ts'
import type { Deps } from '../deps.ts'
import { conversationIdOf, firstIdAt } from '../lib/ids.ts'
import { contactKey } from '../lib/phone.ts'
import type { Channel } from '../schemas/common.ts'
import type { HistoryPage } from '../schemas/history.ts'

/** Which messages of an agent are wanted; the newest come first. */
export interface HistoryQuery {
  channel?: Channel | 'all' | undefined
  /** E.164 or email. */
  contact?: string | undefined
  conversationId?: string | undefined
  direction?: 'inbound' | 'outbound' | undefined
  since?: Date | undefined
  limit: number
  /** Id of the last message of the page before. */
  cursor?: string | undefined
}

/** Counts are exact up to here; beyond it the number stands for "at least". */
const COUNT_MAX = 10_000
/** How far the clock of another replica may be behind, in milliseconds. */
const SKEW_MS = 600_000
const TEXT_CHANNELS = ['sms', 'whatsapp', 'email'] as const
const DIRECTIONS = ['inbound', 'outbound'] as const

type MessageRow = typeof messages.$inferSelect

/**
 * One page of an agent's messages and how many there are. Every filter is answered by ranges of an index whose rows all
 * match, so that it costs the same however much history there is.
 */
export async function readHistory(deps: Deps, agentId: string, query: HistoryQuery): Promise<HistoryPage> {
  const ranges = rangesOf(agentId, query)
  const [pages, totalCount] = await Promise.all([
    Promise.all(ranges.map((range) => pageOf(deps, range, query))),
    countAll(deps, ranges)
  ])
  const newest = pages.flat().sort((a, b) => (a.id < b.id ? 1 : -1))
  const rows = newest.slice(0, query.limit)
  const last = rows.at(-1)
  return {
    messages: await withContent(deps, rows),
    totalCount,
    ...(newest.length > query.limit && last && { cursor: last.id })
  }
}

/** The filters as ranges that one index each answers. */
function rangesOf(agentId: string, query: HistoryQuery): SQL[] {
  const { channel = 'all', direction, since } = query
  if (channel === 'voice') return []
  const common = and(
    eq(messages.agentId, agentId),
    since &&
      and(gte(messages.id, firstIdAt('msg', new Date(since.getTime() - SKEW_MS))), gte(messages.createdAt, since))
  )
  const ofDirection = direction && eq(messages.direction, direction)
  const conversationId = conversationOf(agentId, query)
  if (conversationId !== undefined) {
    const ofChannel = channel === 'all' ? undefined : eq(messages.channel, channel)
    return defined(and(common, eq(messages.conversationId, conversationId), ofChannel, ofDirection))
  }
  if (channel === 'all' && direction === undefined) return defined(common)
  const channels = channel === 'all' ? TEXT_CHANNELS : [channel]
  const directions = direction === undefined ? DIRECTIONS : [direction]
  return channels.flatMap((one) =>
    directions.flatMap((way) => defined(and(common, eq(messages.channel, one), eq(messages.direction, way))))
  )
}

const defined = (range: SQL | undefined): SQL[] => (range === undefined ? [] : [range])

/** A contact is one conversation; asked for both, they must agree. */
function conversationOf(agentId: string, { contact, conversationId }: HistoryQuery): string | undefined {
  if (contact === undefined) return conversationId
  const ofContact = conversationIdOf(agentId, contactKey(contact))
  return conversationId === undefined || conversationId === ofContact ? ofContact : ''
}

function pageOf(deps: Deps, range: SQL, { cursor, limit }: HistoryQuery): Promise<MessageRow[]> {
  return deps.db
    .select()
    .from(messages)
    .where(and(range, cursor === undefined ? undefined : lt(messages.id, cursor)))
    .orderBy(desc(messages.id))
    .limit(limit + 1)
}

/** One range after the other: together they read no more rows than the count may be high. */
async function countAll(deps: Deps, ranges: SQL[]): Promise<number> {
  let count = 0
  for (const range of ranges) {
    if (count === COUNT_MAX) break
    count += await countUpTo(deps, range, COUNT_MAX - count)
  }
  return count
}

async function countUpTo(deps: Deps, range: SQL, max: number): Promise<number> {
  const some = deps.db.select({ id: messages.id }).from(messages).where(range).limit(max).as('some')
  return deps.db.$count(some)
}

async function withContent(deps: Deps, rows: MessageRow[]): Promise<HistoryPage['messages']> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const stored = await deps.db.select().from(messageBodies).where(inArray(messageBodies.messageId, ids))
  const sealedOf = new Map(stored.map(({ messageId, sealed }) => [messageId, sealed]))
  return rows.map((row) => {
    const sealed = sealedOf.get(row.id)
    const { media, html: _html, ...content } = sealed === undefined ? {} : readContent(deps, row.id, sealed)
    const [from, to] = row.direction === 'inbound' ? [row.contact, row.ownAddress] : [row.ownAddress, row.contact]
    const first = media?.find(({ url }) => url !== undefined)
    return {
      ...{ id: row.id, channel: row.channel, direction: row.direction, from, to, conversationId: row.conversationId },
      ...content,
      ...(first?.url !== undefined && { mediaUrl: first.url }),
      ...(first?.contentType !== undefined && { mediaType: first.contentType }),
      ...(media && { media }),
      timestamp: row.createdAt.toISOString(),
      status: row.status,
      ...(row.errorCode !== null && { errorCode: row.errorCode }),
      ...(row.direction === 'inbound' && { untrusted: true as const })
    }
  })
}
