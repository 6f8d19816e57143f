import { and, asc, inArray, lt, lte, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { callContents, callTurns, deliveries, inboxEvents, messageBodies, webhookReceipts } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import { HAS_CONTENT } from './event-view.ts'
import { isFree } from './inbox.ts'
import { BATCH, type OldRows, oldRows, type Retaining, removeOld } from './old-rows.ts'

const DAY_MS = 86_400_000
/** Days after which no call is live any more, whatever its turns say. */
const LONGEST_CALL_DAYS = 1

/** What a run removed. */
export interface Wiped {
  bodies: number
  /** Contents of calls. */
  calls: number
  /** Turns of calls that were ended before they were written down. */
  turns: number
  acked: number
  /** Events that nobody took in their time. */
  expired: number
  receipts: number
  /** Lines of the callback log. */
  attempts: number
}

/**
 * Removes what is no longer needed, in small batches: content whose time is up, settled events, events nobody took, old
 * receipts. With DATA_RETENTION_ENABLED=false content goes all the same, and nothing else.
 */
export async function wipeDue(deps: Deps): Promise<Wiped> {
  const bodies = oldRows(deps.db, 'bodies', 0, messageBodies.messageId, lte(messageBodies.wipeAt, deps.clock.now()))
  const contents = oldRows(deps.db, 'calls', 0, callContents.callId, lte(callContents.wipeAt, deps.clock.now()))
  const beforeCalls = new Date(deps.clock.now().getTime() - LONGEST_CALL_DAYS * DAY_MS)
  const isLate = lt(callTurns.id, firstIdAt('trn', beforeCalls))
  const turns = oldRows(deps.db, 'turns', LONGEST_CALL_DAYS, callTurns.id, isLate)
  const { acked, waiting, receipts, attempts } = oldDeliveries(deps)
  const remove = async (rows: OldRows) => (deps.config.retention.enabled ? (await removeOld(rows)).removed : 0)
  const wiped = {
    bodies: (await removeOld(bodies)).removed,
    calls: (await removeOld(contents)).removed,
    turns: (await removeOld(turns)).removed,
    acked: await remove(acked),
    expired: await remove(waiting),
    receipts: await remove(receipts),
    attempts: await remove(attempts)
  }
  if (wiped.expired > 0)
    deps.log.warn({ event: 'events_expired', count: wiped.expired, days: waiting.days }, 'nobody took them in time')
  return wiped
}

/** What of deliveries is past its period. Ids are in order of time, so that old rows are found without an index of their own. */
export function oldDeliveries(deps: Retaining): Record<'acked' | 'waiting' | 'receipts' | 'attempts', OldRows> {
  const { days } = deps.config.retention
  const ago = (period: number) => new Date(deps.clock.now().getTime() - period * DAY_MS)
  const old = (name: string, period: number, key: AnyPgColumn, isOld: SQL | undefined) =>
    oldRows(deps.db, name, period, key, isOld)
  return {
    acked: old(
      'acknowledged inbox events',
      days.ackedInbox,
      inboxEvents.id,
      lte(inboxEvents.ackedAt, ago(days.ackedInbox))
    ),
    waiting: {
      ...old('waiting inbox events', days.waiting, inboxEvents.id, isUntaken(deps)),
      removeSome: () => expire(deps)
    },
    receipts: old(
      'webhook receipts',
      days.receipts,
      webhookReceipts.id,
      lte(webhookReceipts.receivedAt, ago(days.receipts))
    ),
    attempts: old(
      'callback attempts',
      days.deliveries,
      deliveries.id,
      lt(deliveries.id, firstIdAt('dlv', ago(days.deliveries)))
    )
  }
}

function isUntaken({ clock, config }: Retaining) {
  const before = new Date(clock.now().getTime() - config.retention.days.waiting * DAY_MS)
  return and(lt(inboxEvents.id, firstIdAt('evt', before)), isFree(clock.now()))
}

/** With an event that nobody took its content goes. */
async function expire(deps: Retaining): Promise<number> {
  const old = await deps.db
    .select({ id: inboxEvents.id, messageId: inboxEvents.messageId, kind: inboxEvents.kind })
    .from(inboxEvents)
    .where(isUntaken(deps))
    .orderBy(asc(inboxEvents.id))
    .limit(BATCH)
  if (old.length === 0) return 0
  const ids = old.map(({ id }) => id)
  const received = old.filter(({ kind }) => HAS_CONTENT.includes(kind)).flatMap(({ messageId }) => messageId ?? [])
  await deps.db.batch([
    deps.db.delete(messageBodies).where(inArray(messageBodies.messageId, received)),
    deps.db.delete(inboxEvents).where(and(inArray(inboxEvents.id, ids), isFree(deps.clock.now())))
  ])
  return old.length
}
