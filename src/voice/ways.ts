import type { HeldLine } from '../delivery/held-line.ts'
import { whoIsPresent } from '../delivery/presence.ts'
import type { Deps } from '../deps.ts'
import type { OpenedCall } from '../services/call-sessions.ts'
import { type AttachedWay, attachedWay } from './attached-way.ts'
import { type Breakers, circuitBreakers } from './breaker.ts'
import { endpointWay } from './endpoint-way.ts'
import { machineWay } from './machine-way.ts'
import type { Way } from './way.ts'

/** Who can answer on one call, best first. */
export interface CallWays {
  all: readonly Way[]
  attached: AttachedWay
  close(): void
}

const breakers = new WeakMap<object, Breakers>()

/** The circuit breakers of this process, which all its calls share. */
export function breakersOf({ clock }: Pick<Deps, 'clock'>): Breakers {
  const held = breakers.get(clock) ?? circuitBreakers(clock)
  breakers.set(clock, held)
  return held
}

/** Who can answer on this call. `hangUp` ends it once what was said last has been spoken. */
export function waysOf(deps: Deps, opened: OpenedCall, line: HeldLine, hangUp: () => void): CallWays {
  const { agent } = opened
  const attached = attachedWay({
    listening: () => line.listening(),
    present: async () => (await whoIsPresent(deps, agent.id)).length > 0
  })
  const all = [attached, endpointWay(deps, opened, hangUp), machineWay(deps, opened, hangUp)]
  return { all, attached, close: () => undefined }
}
