import { randomUUID } from 'node:crypto'
import type { World } from '../world.ts'
import type { Leg } from './leg.ts'
import type { Violation } from './twiml.ts'

/** Puts down that something on a call is not as the vendor wants it. */
export function violate(world: World, leg: Leg, { code, message: problem }: Violation): void {
  leg.note('violation', { code, problem })
  world.violations.add(randomUUID(), {
    at: world.clock.now().toISOString(),
    callSid: leg.call.sid,
    ...{ code, problem }
  })
}
