import { newSid } from '../twilio/wording.ts'
import type { World } from '../world.ts'
import { type Leg, openLeg } from './leg.ts'
import type { PhoneCall } from './phone-call.ts'

type Given = Pick<PhoneCall, 'accountSid' | 'direction' | 'from' | 'to'> & Partial<PhoneCall>

/** Puts a new call on record and makes its live side. */
export function newCall(world: World, given: Given): Leg {
  const now = world.clock.now()
  const call: PhoneCall = {
    ...{ sid: newSid('CA'), parentSid: null, callerName: '', status: 'queued', answeredBy: null, price: null },
    ...{ createdAt: now, updatedAt: now, answeredAt: null, endedAt: null },
    ...{ statusCallback: '', statusEvents: ['completed'], sequence: 0, voicemail: [], course: [] },
    ...given
  }
  const leg = openLeg(call, world.clock, () => world.behaviour.speechMsPerChar)
  world.calls.add(call.sid, call)
  world.legs.set(call.sid, leg)
  return leg
}
