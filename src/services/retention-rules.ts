import { and, eq, exists, gte, inArray, isNull, lt, lte, min, notExists, type SQL, sql } from 'drizzle-orm'
import {
  alerts,
  callContents,
  calls,
  callTransfers,
  complianceRecords,
  contactAttempts,
  contactConsent,
  decisions,
  inboxEvents,
  leadCalls,
  messageBodies,
  messages,
  organizations,
  otpCodes,
  recordings,
  reservations,
  usageDaily
} from '../db/schema/index.ts'
import { type OldRows, oldRows, type Retaining } from '../delivery/old-rows.ts'
import { oldDeliveries } from '../delivery/retention.ts'
import { firstIdAt, type IdKind } from '../lib/ids.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'

const DAY_MS = 86_400_000
/** What money was set aside for, by the kind of id. */
const RESERVED_FOR = {
  msg: 'reservations of money',
  cal: 'reservations of money for calls',
  spk: 'reservations of money for speech'
}

/**
 * All that has a period. What is not here is kept: the audit log and its chain, do-not-contact lists, consent in force,
 * erasure requests, open reservations of money, and contacts and leads until they are erased.
 */
export function retainedRows(deps: Retaining): OldRows[] {
  const { db, config, clock } = deps
  const { days } = config.retention
  const ago = (period: number) => new Date(clock.now().getTime() - period * DAY_MS)
  const olderId = (kind: IdKind, period: number) => firstIdAt(kind, ago(period))
  const isClosed = inArray(reservations.state, ['settled', 'released', 'estimated'])
  return [
    ...Object.values(oldDeliveries(deps)),
    oldRows(db, 'messages', days.messages, messages.id, isSettled(deps, olderId('msg', days.messages))),
    ...oldCalls(deps, olderId),
    oldUsage(deps, ago(days.usage)),
    oldRows(db, 'attempts to call', days.usage, contactAttempts.id, lt(contactAttempts.id, olderId('att', days.usage))),
    ...(['msg', 'cal', 'spk'] as const).map((kind) =>
      oldRows(
        db,
        RESERVED_FOR[kind],
        days.reservations,
        reservations.actionId,
        and(
          gte(reservations.actionId, `${kind}_`),
          lt(reservations.actionId, olderId(kind, days.reservations)),
          isClosed,
          isNull(reservations.dueAt)
        )
      )
    ),
    oldRows(db, 'decisions', days.decisions, decisions.id, lt(decisions.id, olderId('dec', days.decisions))),
    oldRows(
      db,
      'revoked consent',
      days.revokedConsent,
      contactConsent.id,
      lte(contactConsent.revokedAt, ago(days.revokedConsent))
    ),
    oldRows(db, 'one-time codes', days.codes, otpCodes.id, lte(otpCodes.expiresAt, ago(days.codes))),
    oldRows(db, 'alerts', days.alerts, alerts.id, lt(alerts.id, olderId('alr', days.alerts)))
  ]
}

/** What belongs to calls goes before them. */
function oldCalls(deps: Retaining, olderId: (kind: IdKind, period: number) => string): OldRows[] {
  const { db, config } = deps
  const { days } = config.retention
  return [
    oldRows(
      db,
      'recordings that were deleted',
      days.usage,
      recordings.id,
      and(lt(recordings.id, olderId('rec', days.usage)), inArray(recordings.state, ['deleted', 'absent']))
    ),
    oldRows(db, 'transfers of calls', days.usage, callTransfers.id, lt(callTransfers.id, olderId('trf', days.usage))),
    oldRows(db, 'calls', days.usage, calls.id, isOver(deps, olderId('cal', days.usage))),
    oldRows(db, 'calls to leads', days.usage, leadCalls.id, lt(leadCalls.id, olderId('lcl', days.usage))),
    oldRows(
      db,
      'checks of leads',
      days.decisions,
      complianceRecords.id,
      lt(complianceRecords.id, olderId('cpl', days.decisions))
    )
  ]
}

/** Nothing is to be done with the message any more, nobody waits for it, and its owner does not keep its content longer. */
function isSettled({ db }: Retaining, olderThan: string): SQL | undefined {
  const one = { one: sql`1` }
  return and(
    lt(messages.id, olderThan),
    isNull(messages.dueAt),
    notExists(db.select(one).from(inboxEvents).where(eq(inboxEvents.messageId, messages.id))),
    notExists(db.select(one).from(messageBodies).where(eq(messageBodies.messageId, messages.id)))
  )
}

/** The call is settled, and nothing of it is kept longer. */
function isOver({ db }: Retaining, olderThan: string): SQL | undefined {
  const one = { one: sql`1` }
  return and(
    lt(calls.id, olderThan),
    isNull(calls.dueAt),
    inArray(calls.state, [...TERMINAL_STATES]),
    notExists(db.select(one).from(callContents).where(eq(callContents.callId, calls.id))),
    notExists(db.select(one).from(recordings).where(eq(recordings.callId, calls.id)))
  )
}

/** Days of usage have no id: the oldest day of an organization goes at once, found by its index. */
function oldUsage({ db, config }: Retaining, before: Date): OldRows {
  const firstKept = before.toISOString().slice(0, 10)
  const isOld = lt(usageDaily.day, firstKept)
  const ofOrg = and(eq(usageDaily.orgId, organizations.id), isOld)
  return {
    name: 'daily usage',
    days: config.retention.days.usage,
    count: () => db.$count(usageDaily, isOld),
    async removeSome() {
      const [org] = await db
        .select({ id: organizations.id })
        .from(organizations)
        .where(exists(db.select({ one: sql`1` }).from(usageDaily).where(ofOrg)))
        .limit(1)
      if (!org) return 0
      const own = eq(usageDaily.orgId, org.id)
      const [oldest] = await db
        .select({ day: min(usageDaily.day) })
        .from(usageDaily)
        .where(own)
      const gone = await db
        .delete(usageDaily)
        .where(and(own, eq(usageDaily.day, oldest?.day ?? '')))
        .returning({ day: usageDaily.day })
      return gone.length
    }
  }
}
