import { and, eq, inArray } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { isTerminal } from '../schemas/call.ts'
import { endCall } from './call-control.ts'
import { leadCallOf, viewLeadCall } from './lead-calls-read.ts'

/**
 * Ends a live call by the carrier's id.
 * @throws CommsError `not_found`; `conflict` for a call that is over
 */
export async function endLeadCall(deps: Deps, agent: AgentRow, callSid: string) {
  const { call, plan } = await leadCallOf(deps, agent.id, { callSid })
  if (isTerminal(call.state)) throw over(callSid)
  const ended = await viewLeadCall(deps, { call: await endCall(deps, call, undefined), plan })
  return { callSid, status: ended.status, duration: ended.duration, endTime: ended.endTime }
}

/**
 * Has a call recorded from its answer on. What has begun cannot be announced any more.
 * @throws CommsError `not_found`; `conflict` for a call that was answered without, or is over
 */
export async function recordLeadCall(deps: Deps, agent: AgentRow, callSid: string): Promise<void> {
  const { call } = await leadCallOf(deps, agent.id, { callSid })
  if (isTerminal(call.state)) throw over(callSid)
  if (call.recorded) return
  const changed = await deps.db
    .update(calls)
    .set({ recorded: true, updatedAt: deps.clock.now() })
    .where(and(eq(calls.id, call.id), inArray(calls.state, ['initiated', 'ringing'])))
    .returning({ id: calls.id })
  if (changed.length > 0) return
  throw new CommsError('conflict', 'This call was answered without a recording, which cannot be announced any more.', {
    nextAction: 'Ask for the recording when you place the call.'
  })
}

const over = (callSid: string): CommsError =>
  new CommsError('conflict', 'This call is over.', {
    details: { ended: true, callSid },
    nextAction: 'Look at it with get_call_status.'
  })
