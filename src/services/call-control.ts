import { and, eq, notInArray } from 'drizzle-orm'
import { callContents, calls } from '../db/schema/index.ts'
import { command } from '../delivery/line.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { hangUp } from '../pipeline/call-carrier.ts'
import { type CallContent, isTerminal, TERMINAL_STATES } from '../schemas/call.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'

/**
 * Ends a call, however far it is: at its socket where there is one, after what is being said; else by the carrier. Safe
 * to ask twice. Returns the call as it stands then.
 * @throws CommsError `conflict` while no carrier has confirmed the call
 */
export async function endCall(deps: Deps, call: CallRow, reason: string | undefined): Promise<CallRow> {
  if (isTerminal(call.state)) return call
  if (reason !== undefined) await noteReason(deps, call, reason)
  const atSocket = isHeld(call) && (await command(deps, call.id, { do: 'end', by: 'agent' })) === 'done'
  if (!atSocket) {
    await noteEnding(deps, call.id, 'agent')
    await hangUp(deps, call)
  }
  const [now] = await deps.db.select().from(calls).where(eq(calls.id, call.id))
  return now ?? call
}

/**
 * Presses keys on a live call, as a menu at the other end asks for; they answer the turn that `by` was given.
 * @throws CommsError `conflict` for a call on which nobody hears them
 */
export async function pressDigits(deps: Deps, call: CallRow, digits: string, by?: string): Promise<void> {
  const done = isHeld(call) ? await command(deps, call.id, { do: 'digits', digits, by }) : 'unreachable'
  if (done === 'done') return
  const over = done === 'ended' || isTerminal(call.state)
  throw new CommsError('conflict', `Nothing was pressed: this call ${over ? 'is over' : 'is not connected'}.`, {
    retryable: !over,
    nextAction: over ? 'Look at the call with comms_get_call.' : 'Wait until the call is answered, and try again.'
  })
}

/** Whether a socket of this call has been open. */
export const isHeld = ({ state, generation }: Pick<CallRow, 'state' | 'generation'>): boolean =>
  state === 'in-progress' && generation > 0

/** Kept with what was said, as long as that is. */
async function noteReason(deps: Pick<Deps, 'db' | 'clock' | 'sealer'>, call: CallRow, reason: string): Promise<void> {
  const { id, orgId } = call
  await deps.db.transaction(async (tx) => {
    // The lock: the call does not end in between, and nothing is kept of one that has.
    const [live] = await tx
      .update(calls)
      .set({ updatedAt: deps.clock.now() })
      .where(and(eq(calls.id, id), notInArray(calls.state, [...TERMINAL_STATES])))
      .returning({ id: calls.id })
    if (!live) return
    const [stored] = await tx.select().from(callContents).where(eq(callContents.callId, id))
    const content = stored ? (JSON.parse(deps.sealer.open(stored.sealed, id)) as CallContent) : {}
    const sealed = deps.sealer.seal(JSON.stringify({ ...content, summary: reason }), id)
    await tx
      .insert(callContents)
      .values({ callId: id, orgId, sealed, wipeAt: null })
      .onConflictDoUpdate({ target: callContents.callId, set: { sealed } })
  })
}
