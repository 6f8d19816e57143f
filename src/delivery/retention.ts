import { and, asc, eq, inArray, lt, lte, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import {
  agents,
  callContents,
  callTurns,
  deliveries,
  inboxEvents,
  leadCalls,
  messageBodies,
  webhookReceipts
} from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { firstIdAt } from '../lib/ids.ts'
import type { Channel } from '../schemas/common.ts'
import { retentionEnd } from './ack.ts'
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
  /** Contents of calls to leads. */
  leadCalls: number
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
    leadCalls: (await removeOld({ removeSome: () => wipeLeadCalls(deps) })).removed,
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

/** What calls to leads were placed with, and what came of them, is wiped when its time is up; the rows stay. */
async function wipeLeadCalls({ db, clock }: Retaining): Promise<number> {
  const due = db.select({ id: leadCalls.id }).from(leadCalls).where(lte(leadCalls.wipeAt, clock.now())).limit(BATCH)
  const wiped = await db
    .update(leadCalls)
    .set({ sealed: null, wipeAt: null })
    .where(inArray(leadCalls.id, due))
    .returning({ id: leadCalls.id })
  return wiped.length
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

/** With an event that nobody took its content goes, unless the owner of the agent opted in to keep it longer. */
async function expire(deps: Retaining): Promise<number> {
  const { id, messageId, kind, channel } = inboxEvents
  const old = await deps.db
    .select({ id, messageId, kind, channel, storage: agents.storage })
    .from(inboxEvents)
    .innerJoin(agents, eq(agents.id, inboxEvents.agentId))
    .where(isUntaken(deps))
    .orderBy(asc(inboxEvents.id))
    .limit(BATCH)
  if (old.length === 0) return 0
  const received = old.filter((event) => HAS_CONTENT.includes(event.kind) && event.messageId !== null)
  const isKept = ({ storage, channel: on }: (typeof old)[number]) => storage[on as Channel]?.bodies === true
  const gone = received.filter((event) => !isKept(event)).map((event) => event.messageId ?? '')
  await deps.db.batch([
    ...received.filter(isKept).map((event) =>
      deps.db
        .update(messageBodies)
        .set({ wipeAt: retentionEnd(deps, event.storage, event.channel as Channel) })
        .where(eq(messageBodies.messageId, event.messageId ?? ''))
    ),
    deps.db.delete(messageBodies).where(inArray(messageBodies.messageId, gone)),
    deps.db.delete(inboxEvents).where(
      and(
        inArray(
          inboxEvents.id,
          old.map((event) => event.id)
        ),
        isFree(deps.clock.now())
      )
    )
  ])
  return old.length
}
