import { and, eq, inArray } from 'drizzle-orm'
import { calls, recordings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'

/** Has recordings of an agent's calls with a person deleted at once, at their carriers, by the worker. */
export async function eraseRecordings(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { agentId, contact }: { agentId: string; contact: string }
): Promise<void> {
  const theirs = db
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.agentId, agentId), eq(calls.contact, contact)))
  await db
    .update(recordings)
    .set({ state: 'available', wipeAt: clock.now() })
    .where(and(inArray(recordings.callId, theirs), inArray(recordings.state, ['unheard', 'available'])))
}
