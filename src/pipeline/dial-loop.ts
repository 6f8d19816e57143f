import { and, eq, inArray } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { CallRow } from './dial-draft.ts'

const LIVE: CallRow['state'][] = ['ringing', 'in-progress']

/**
 * Lets nobody call back who is calling at this moment: two agents would ring at each other for ever.
 * @throws CommsError `conflict`, with the live call as `details.callId`
 */
export async function requireNoLoop(deps: Pick<Deps, 'db'>, agentId: string, contact: string): Promise<void> {
  const [live] = await deps.db
    .select({ id: calls.id })
    .from(calls)
    .where(
      and(
        eq(calls.agentId, agentId),
        inArray(calls.state, LIVE),
        eq(calls.direction, 'inbound'),
        eq(calls.contact, contact)
      )
    )
    .limit(1)
  if (!live) return
  throw new CommsError('conflict', 'Nobody was called: this number is on the phone with this agent.', {
    details: { callId: live.id },
    nextAction: 'Speak on the call that is live, with comms_reply_to_caller.'
  })
}
