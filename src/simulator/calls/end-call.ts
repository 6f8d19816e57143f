import type { World } from '../world.ts'
import type { Leg } from './leg.ts'
import { type CallStatus, durationSeconds, type PhoneCall } from './phone-call.ts'
import { report } from './report.ts'

/** Prices of a minute in US dollars, by direction. */
const MINUTE_PRICE = { inbound: 0.0085, outbound: 0.014 }

/** Ends a call for good: the report of it comes after the request of the action, and the bill after both, as at the vendor. */
export function endCall(world: World, leg: Leg, status: CallStatus): void {
  if (leg.over.aborted) return
  const { actionDelayMs, statusDelayMs } = world.behaviour
  const wasAnswered = leg.call.answeredAt !== null
  leg.become(status)
  world.legs.delete(leg.call.sid)
  world.later(wasAnswered ? actionDelayMs * 2 : statusDelayMs, () => report(world, leg, 'completed'))
  world.later(actionDelayMs * 2 + statusDelayMs, () => bill(leg.call))
}

function bill(call: PhoneCall): void {
  const minutes = Math.ceil(durationSeconds(call) / 60)
  const price = MINUTE_PRICE[call.direction === 'inbound' ? 'inbound' : 'outbound']
  call.price = `-${(minutes * price).toFixed(5)}`
}
