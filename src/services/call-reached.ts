import { and, eq, isNull, ne, or } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** Writes down that a call which an agent placed has reached call screening or a menu; a machine with a tone stays one. */
export async function noteReached(
  deps: Pick<Deps, 'db' | 'clock'>,
  callId: string,
  answeredBy: 'screening' | 'ivr'
): Promise<void> {
  await deps.db
    .update(calls)
    .set({ answeredBy, updatedAt: deps.clock.now() })
    .where(and(eq(calls.id, callId), or(isNull(calls.answeredBy), ne(calls.answeredBy, 'machine'))))
}
