import { and, eq } from 'drizzle-orm'
import { calls } from '../db/schema/index.ts'
import { command } from '../delivery/line.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { redirectCall } from '../pipeline/call-carrier.ts'
import { failUnplaced, NEVER_TAKEN } from '../pipeline/dial-settle.ts'
import type { Sender } from '../pipeline/draft.ts'
import { reserveTransfer } from '../pipeline/transfer.ts'
import type { ReservedTransfer, TransferRow, TransferWish } from '../pipeline/transfer-draft.ts'
import { isHeld } from './call-control.ts'
import { type CallRow, noteEnding } from './call-sessions.ts'
import { dialSteps, markTransfer } from './transfer-steps.ts'

/**
 * Hands a live call to somebody else: it is reserved, then whoever holds the socket says what is announced and lets the
 * caller go, and the carrier dials when it asks what comes next. A call that nobody holds is sent there directly.
 * @throws CommsError of the gate, `conflict` for a call that is not live: nobody was called then
 */
export async function transferCall(
  deps: Deps,
  sender: Sender,
  call: CallRow,
  wish: TransferWish
): Promise<ReservedTransfer> {
  if (call.state !== 'in-progress') throw notLive()
  const reserved = await reserveTransfer(deps, sender, call, wish)
  if (reserved.repeated) return reserved
  try {
    await letGo(deps, call, reserved.transfer, wish)
  } catch (error) {
    // Of what may be ringing the carrier's record tells.
    if (!(error instanceof CommsError && error.code === 'provider_timeout')) await giveBack(deps, reserved.transfer)
    throw error
  }
  return reserved
}

const notLive = () =>
  new CommsError('conflict', 'Nobody was called: this call is not live.', {
    nextAction: 'Look at the call with comms_get_call.'
  })

async function letGo(deps: Deps, call: CallRow, transfer: TransferRow, wish: TransferWish): Promise<void> {
  const text = wish.kind === 'cold' ? wish.announcement : undefined
  const handoffData = JSON.stringify({ next: 'transfer', id: transfer.id })
  const told = isHeld(call) ? await command(deps, call.id, { do: 'handOff', handoffData, text }) : 'unreachable'
  if (told === 'done') return
  if (told === 'ended') throw notLive()
  await noteEnding(deps, call.id, 'transfer')
  const steps = await dialSteps(deps, call, transfer, { announce: true })
  if (!steps) throw notLive()
  await redirectCall(deps, call, steps)
}

/** What was set aside for somebody who was not dialled; the call stays with whoever has it. */
async function giveBack(deps: Deps, transfer: TransferRow): Promise<void> {
  const [leg] = await deps.db.select().from(calls).where(eq(calls.id, transfer.legId))
  if (leg) await failUnplaced(deps, leg, NEVER_TAKEN)
  await markTransfer(deps, transfer, 'returned')
  await deps.db
    .update(calls)
    .set({ endedBy: null, updatedAt: deps.clock.now() })
    .where(and(eq(calls.id, transfer.callId), eq(calls.endedBy, 'transfer')))
}
