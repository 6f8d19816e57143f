import { and, eq, inArray, notInArray, or } from 'drizzle-orm'
import { callContents, calls, callTransfers, callTurns, leadCalls, recordings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { conversationIdOf } from '../lib/ids.ts'
import { TERMINAL_STATES } from '../schemas/call.ts'
import type { Erased, ErasureTarget } from './erasure-messages.ts'

/** Rows of one statement: no other writer waits for long. */
const BATCH = 500

/** Calls of an agent with a person, who may be the caller, the called, or one to whom a call was handed. */
const callsWith = (agentId: string, contact: string) =>
  and(eq(calls.agentId, agentId), eq(calls.conversationId, conversationIdOf(agentId, contact)))

/**
 * Makes sure that no agent of these is on a call with the person.
 * @throws CommsError `conflict` while one is, or may be
 */
export async function requireCallsOver(
  { db }: Pick<Deps, 'db'>,
  agentIds: readonly string[],
  contact: string
): Promise<void> {
  let live = 0
  for (const agentId of agentIds)
    live += await db.$count(calls, and(callsWith(agentId, contact), notInArray(calls.state, [...TERMINAL_STATES])))
  if (live === 0) return
  throw new CommsError('conflict', 'Nothing was erased yet: a call with this person is going on.', {
    retryable: true,
    details: { calls: live },
    nextAction: 'Ask again when it is over, or end it with comms_end_call.'
  })
}

/**
 * Erases what one agent and a person said on calls that are over, in small batches; the worker has their recordings
 * deleted at once, here and at the carriers.
 */
export async function eraseCalls(deps: Deps, of: ErasureTarget, erased: Erased): Promise<void> {
  while (await eraseBatch(deps, of, erased));
}

async function eraseBatch({ db, clock }: Deps, of: ErasureTarget, erased: Erased): Promise<boolean> {
  const { agentId, contact, pseudonym } = of
  const rows = await db
    .select({ id: calls.id })
    .from(calls)
    .where(and(callsWith(agentId, contact), inArray(calls.state, [...TERMINAL_STATES])))
    .limit(BATCH)
  if (rows.length === 0) return false
  const ids = rows.map(({ id }) => id)
  const isHeld = and(inArray(recordings.callId, ids), inArray(recordings.state, ['unheard', 'available']))
  const [contents, turns, , sounds] = await db.batch([
    db.delete(callContents).where(inArray(callContents.callId, ids)),
    db.delete(callTurns).where(inArray(callTurns.callId, ids)),
    db
      .update(callTransfers)
      .set({ sealed: null })
      .where(or(inArray(callTransfers.callId, ids), inArray(callTransfers.legId, ids))),
    db.update(recordings).set({ state: 'available', wipeAt: clock.now() }).where(isHeld),
    db.update(leadCalls).set({ sealed: null, wipeAt: null }).where(inArray(leadCalls.callId, ids)),
    db
      .update(calls)
      .set({ contact: pseudonym, conversationId: conversationIdOf(agentId, pseudonym) })
      .where(inArray(calls.id, ids))
  ])
  erased.calls += ids.length
  erased.call_contents += contents?.count ?? 0
  erased.call_turns += turns?.count ?? 0
  erased.recordings += sounds?.count ?? 0
  return true
}
