import { and, desc, eq, isNull, or, type SQL } from 'drizzle-orm'
import { callTurns } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../lib/ids.ts'
import type { TurnContent } from '../schemas/call.ts'
import type { LineCall } from './line.ts'
import type { Turn } from './turn.ts'
import { turnStatements } from './turn-statements.ts'

type RowDeps = Pick<Deps, 'db' | 'clock' | 'sealer'>

/** A turn as its row has it. */
export interface StoredTurn {
  turn: Turn
  content: TurnContent
  state: 'open' | 'answered' | 'dropped'
  takenBy: string | null
}

/** What stands in `taken_by` while a turn is left to somebody who has not fetched it yet. */
const RESERVED = 'for '

/** Who a turn is left to, as `taken_by` has it. */
export const reservedFor = (by: string): string => RESERVED + by

/** Whom a turn was given to or is left to. */
export const takerOf = (takenBy: string): { by: string; reserved: boolean } =>
  takenBy.startsWith(RESERVED)
    ? { by: takenBy.slice(RESERVED.length), reserved: true }
    : { by: takenBy, reserved: false }

/** What a row looks like that this taker may fetch: nobody has it, or it was left to him. */
export const isFetchable = (by: string): SQL | undefined =>
  or(isNull(callTurns.takenBy), eq(callTurns.takenBy, reservedFor(by)))

/** Takes a turn from its row for somebody, `again` also if he has it; false when it was taken from there before. */
export async function claimTurn(
  deps: RowDeps,
  callId: string,
  number: number,
  by: string,
  again: boolean
): Promise<boolean> {
  const isTheirs = again ? or(isFetchable(by), eq(callTurns.takenBy, by)) : isFetchable(by)
  const claimed = await deps.db
    .update(callTurns)
    .set({ takenBy: by, updatedAt: deps.clock.now() })
    .where(and(eq(callTurns.callId, callId), eq(callTurns.number, number), isTheirs))
    .returning({ id: callTurns.id })
  return claimed.length > 0
}

/** Writes down a turn that was raised, and that nobody will answer those before it; returns the id of its row. */
export async function storeTurn(
  deps: RowDeps,
  call: LineCall,
  { turn, content, state, takenBy }: StoredTurn
): Promise<string> {
  const { db } = deps
  const now = deps.clock.now()
  const id = newId('trn', now)
  const { number } = turn
  const of = { callId: call.id, number, updatedAt: now }
  const { orgId, agentId } = call
  const sealed = deps.sealer.seal(JSON.stringify(content), id)
  await db.batch([
    // First: who ends the call meanwhile waits, and then finds the turn.
    turnStatements.count(db, of),
    turnStatements.dropEarlier(db, of),
    turnStatements.insert(db, { ...of, id, orgId, agentId, sealed, state, takenBy, createdAt: now }),
    // Nothing that was said outlives the call.
    turnStatements.forgetOver(db, of)
  ])
  return id
}

/** Writes down who has an open turn, or is left it. */
export async function storeTaker(deps: RowDeps, callId: string, number: number, takenBy: string | null): Promise<void> {
  await deps.db
    .update(callTurns)
    .set({ takenBy, updatedAt: deps.clock.now() })
    .where(and(eq(callTurns.callId, callId), eq(callTurns.number, number)))
}

/** Leaves a turn to somebody, if nobody has it or only he who is to have it no more. */
export async function leaveTurn(
  deps: RowDeps,
  callId: string,
  number: number,
  { from, to }: { from: string | undefined; to: string }
): Promise<void> {
  const isFree = from === undefined ? isNull(callTurns.takenBy) : or(isFetchable(from), eq(callTurns.takenBy, from))
  await deps.db
    .update(callTurns)
    .set({ takenBy: reservedFor(to), updatedAt: deps.clock.now() })
    .where(and(eq(callTurns.callId, callId), eq(callTurns.number, number), isFree))
}

/** Writes down what was answered to a turn whose row is as it was written; whether it is there. */
export async function storeAnswer(deps: RowDeps, id: string, content: TurnContent): Promise<boolean> {
  const sealed = deps.sealer.seal(JSON.stringify(content), id)
  const [done] = await deps.db.batch([turnStatements.answered(deps.db, { id, sealed, updatedAt: deps.clock.now() })])
  return (done?.count ?? 0) > 0
}

/** Writes down what became of a turn; nothing when it was never written down. */
export async function storeOutcome(
  deps: RowDeps,
  callId: string,
  number: number,
  outcome: Pick<TurnContent, 'reply' | 'heard' | 'way'> | undefined
): Promise<void> {
  const which = and(eq(callTurns.callId, callId), eq(callTurns.number, number))
  const updatedAt = deps.clock.now()
  if (outcome === undefined) {
    await deps.db.update(callTurns).set({ state: 'dropped', updatedAt }).where(which)
    return
  }
  const [row] = await deps.db.select({ id: callTurns.id, sealed: callTurns.sealed }).from(callTurns).where(which)
  if (!row) return
  const content = { ...(JSON.parse(deps.sealer.open(row.sealed, row.id)) as TurnContent), ...outcome }
  const sealed = deps.sealer.seal(JSON.stringify(content), row.id)
  await deps.db.update(callTurns).set({ sealed, state: 'answered', updatedAt }).where(which)
}

/** The newest two turns of a call, newest first: where it stood when its holder was lost. */
export async function newestTurns(deps: RowDeps, callId: string): Promise<StoredTurn[]> {
  const rows = await deps.db
    .select()
    .from(callTurns)
    .where(eq(callTurns.callId, callId))
    .orderBy(desc(callTurns.number))
    .limit(2)
  return rows.map((row) => storedTurn(deps, row))
}

/** Whom a turn of a call was given to, as its row has it; null when nobody has it. */
export async function takerInRow(deps: RowDeps, callId: string, number: number): Promise<string | null> {
  const [row] = await deps.db
    .select({ takenBy: callTurns.takenBy })
    .from(callTurns)
    .where(and(eq(callTurns.callId, callId), eq(callTurns.number, number)))
  return row?.takenBy ?? null
}

/** Opens the row of a turn. */
export function storedTurn(deps: Pick<Deps, 'sealer'>, row: typeof callTurns.$inferSelect): StoredTurn {
  const { id, callId, number, createdAt, state, takenBy } = row
  const content = JSON.parse(deps.sealer.open(row.sealed, id)) as TurnContent
  const { kind, text, digits, lang, spoken } = content
  const turn = { callId, number, text, digits, lang, spoken, at: createdAt.toISOString() }
  return { turn: { ...turn, kind: number === 0 ? 'incoming' : kind }, content, state, takenBy }
}
