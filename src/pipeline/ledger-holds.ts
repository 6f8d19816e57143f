import { and, eq, sql } from 'drizzle-orm'
import type { Built } from '../db/batch.ts'
import { builtOnce, placeholders } from '../db/built-once.ts'
import type { Queries } from '../db/open.ts'
import { messages, reservations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { MessageRow } from './draft.ts'
import { countUsage } from './usage.ts'
import { changeSpend } from './windows.ts'

/** When the sweep looks at a hold whose action is not settled, in milliseconds. */
export const SWEEP_AFTER_MS = 3_600_000
/** When the vendor is first asked for a price that it has not named, in milliseconds. */
const FIRST_PRICE_MS = 60_000

const insertHold = builtOnce((db) =>
  db.insert(reservations).values({
    ...placeholders('actionId', 'orgId', 'agentId', 'heldMicroUsd', 'dueAt', 'createdAt'),
    ...{ state: 'open', spentMicroUsd: 0, returnedMicroUsd: 0 }
  })
)

/** A statement that sets the most that an action can cost aside; its budgets are charged by `takeAction`. */
export const holdMoney = (db: Queries, row: MessageRow): Built =>
  insertHold(db, {
    ...{ actionId: row.id, orgId: row.orgId, agentId: row.agentId, heldMicroUsd: row.costMicroUsd },
    ...{ dueAt: new Date(row.createdAt.getTime() + SWEEP_AFTER_MS), createdAt: row.createdAt }
  })

const isOpen = and(eq(reservations.actionId, sql.placeholder('id')), eq(reservations.state, 'open'))
const spendWhole = builtOnce((db) =>
  db
    .update(reservations)
    .set({
      state: sql`${sql.placeholder('state')}`,
      spentMicroUsd: sql`${reservations.heldMicroUsd}`,
      dueAt: sql`${sql.param(sql.placeholder('dueAt'), reservations.dueAt)}`
    })
    .where(isOpen)
)

/**
 * A statement that counts a hold as spent, once. Where the vendor will name a price it stays an estimate until it has;
 * Resend names none of single emails.
 */
export const spendHold = (db: Queries, row: Pick<MessageRow, 'id' | 'channel'>, at: Date): Built =>
  spendWhole(db, { id: row.id, ...spent(row, at) })

/** Counts a hold as spent within a transaction, once; returns the micro-US-dollars. `forGood`: no price will come. */
export async function spendHoldNow(
  tx: Queries,
  row: Pick<MessageRow, 'id' | 'channel'>,
  at: Date,
  forGood = false
): Promise<number> {
  const ending = forGood ? ({ state: 'settled', dueAt: null } as const) : spent(row, at)
  const [hold] = await tx
    .update(reservations)
    .set({ ...ending, spentMicroUsd: sql`${reservations.heldMicroUsd}` })
    .where(and(eq(reservations.actionId, row.id), eq(reservations.state, 'open')))
    .returning({ heldMicroUsd: reservations.heldMicroUsd })
  return hold?.heldMicroUsd ?? 0
}

const spent = ({ channel }: Pick<MessageRow, 'channel'>, at: Date) =>
  channel === 'email'
    ? ({ state: 'settled', dueAt: null } as const)
    : ({ state: 'estimated', dueAt: new Date(at.getTime() + FIRST_PRICE_MS) } as const)

/** Gives a hold back to its budgets within a transaction, because nothing happened; once, however often it is told. */
export async function releaseHold(tx: Queries, actionId: string): Promise<void> {
  const [hold] = await tx
    .update(reservations)
    .set({ state: 'released', returnedMicroUsd: sql`${reservations.heldMicroUsd}`, dueAt: null })
    .where(and(eq(reservations.actionId, actionId), eq(reservations.state, 'open')))
    .returning()
  if (!hold) return
  for (const statement of changeSpend(tx, hold, hold.createdAt, -hold.heldMicroUsd)) await statement
}

/** Puts the vendor's price in the place of an estimate, in hold, message, usage and budgets; once. */
export async function settlePrice(deps: Pick<Deps, 'db'>, actionId: string, priceMicroUsd: number): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [hold] = await tx
      .update(reservations)
      .set({
        ...{ state: 'settled', spentMicroUsd: priceMicroUsd, dueAt: null },
        returnedMicroUsd: sql`${reservations.heldMicroUsd} - cast(${priceMicroUsd} as bigint)`
      })
      .where(and(eq(reservations.actionId, actionId), eq(reservations.state, 'estimated')))
      .returning()
    const deltaMicroUsd = priceMicroUsd - (hold?.heldMicroUsd ?? priceMicroUsd)
    if (!hold || deltaMicroUsd === 0) return
    const [message] = await tx
      .update(messages)
      .set({ costMicroUsd: priceMicroUsd })
      .where(eq(messages.id, actionId))
      .returning({ channel: messages.channel })
    const of = { orgId: hold.orgId, agentId: hold.agentId, channel: message?.channel ?? 'other' }
    await countUsage(tx, of, hold.createdAt, { costMicroUsd: deltaMicroUsd })
    for (const statement of changeSpend(tx, hold, hold.createdAt, deltaMicroUsd)) await statement
  })
}
