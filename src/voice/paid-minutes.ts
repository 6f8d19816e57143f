import type { Deps } from '../deps.ts'
import { extendHold } from '../pipeline/call-holds.ts'
import { minutePriceMicroUsd } from '../pipeline/call-price.ts'
import type { CallRow } from '../services/call-sessions.ts'

const MINUTE_MS = 60_000

/**
 * Sets another minute aside whenever less than one is left of what is held for a call, until its longest duration.
 * Calls back once, a minute before the money ends, when no budget has it. Returns what ends this.
 */
export function payByTheMinute(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'log'>,
  call: CallRow,
  onUsedUp: () => void
): () => void {
  const price = minutePriceMicroUsd(call)
  if (price === 0) return () => undefined
  const answeredMs = (call.answeredAt ?? call.createdAt).getTime()
  const endsMs = answeredMs + call.maxDurationSeconds * 1000
  let paidUntilMs = answeredMs + Math.floor(call.costMicroUsd / price) * MINUTE_MS
  let over = false
  let stop = (): void => undefined
  const schedule = () => {
    if (over || paidUntilMs >= endsMs) return
    stop = deps.clock.after(Math.max(0, paidUntilMs - MINUTE_MS - deps.clock.now().getTime()), () => void pay())
  }
  const pay = async () => {
    const paid = await extendHold(deps, call.id, MINUTE_MS / 1000).catch((error: unknown) => {
      // What cannot be asked is asked again: a database that is away for a moment ends no call.
      deps.log.error({ event: 'call_hold_failed', callId: call.id, err: error })
      return undefined
    })
    if (over) return
    if (paid === false) return onUsedUp()
    if (paid === undefined) stop = deps.clock.after(MINUTE_MS / 12, () => void pay())
    else {
      paidUntilMs += MINUTE_MS
      schedule()
    }
  }
  schedule()
  return () => {
    over = true
    stop()
  }
}
