import { and, eq, inArray, lt, lte, sql } from 'drizzle-orm'
import { builtOnce, placeholders } from '../db/built-once.ts'
import { calls, callTurns } from '../db/schema/index.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'

const { callId, number, id, updatedAt } = placeholders('callId', 'number', 'id', 'updatedAt')

/** Statements of every turn of every call, built once: while they are made no other call is answered. */
export const turnStatements = {
  /** `callId`, `number` */
  count: builtOnce((db) =>
    db
      .update(calls)
      .set({ turns: sql`${number}` })
      .where(and(eq(calls.id, callId), lte(calls.turns, number)))
  ),
  /** `callId`, `number`, `updatedAt` */
  dropEarlier: builtOnce((db) =>
    db
      .update(callTurns)
      .set({ state: 'dropped', updatedAt: sql`${sql.param(updatedAt, callTurns.updatedAt)}` })
      .where(and(eq(callTurns.callId, callId), eq(callTurns.state, 'open'), lt(callTurns.number, number)))
  ),
  /** The row. */
  insert: builtOnce((db) =>
    db
      .insert(callTurns)
      .values(
        placeholders(
          ...([
            'id',
            'callId',
            'orgId',
            'agentId',
            'number',
            'sealed',
            'state',
            'takenBy',
            'createdAt',
            'updatedAt'
          ] as const)
        )
      )
      .onConflictDoNothing()
  ),
  /** `callId` */
  forgetOver: builtOnce((db) => {
    const over = and(eq(calls.id, callId), inArray(calls.state, [...TERMINAL_STATES]))
    return db.delete(callTurns).where(inArray(callTurns.callId, db.select({ id: calls.id }).from(calls).where(over)))
  }),
  /** `id`, `sealed`, `updatedAt` */
  answered: builtOnce((db) =>
    db
      .update(callTurns)
      .set({
        state: 'answered',
        sealed: sql`${sql.placeholder('sealed')}`,
        updatedAt: sql`${sql.param(updatedAt, callTurns.updatedAt)}`
      })
      .where(eq(callTurns.id, id))
  )
}
