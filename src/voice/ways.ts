import { whoAwaits } from '../delivery/awaiting.ts'
import type { HeldLine } from '../delivery/held-line.ts'
import { whoIsPresent } from '../delivery/presence.ts'
import type { Deps } from '../deps.ts'
import type { OpenedCall } from '../services/call-sessions.ts'
import { type AttachedWay, attachedWay } from './attached-way.ts'
import { type Breakers, circuitBreakers } from './breaker.ts'
import { endpointWay } from './endpoint-way.ts'
import { machineWay } from './machine-way.ts'
import { handOverMs } from './session-options.ts'
import type { Way } from './way.ts'

/** Who can answer on one call, best first. */
export interface CallWays {
  all: readonly Way[]
  attached: AttachedWay
  close(): void
}

/** How long before a hand-over somebody else who waits is looked for, in milliseconds: replicas answer within that. */
const BEFORE_HAND_OVER_MS = 500

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
  const attached = attachedWay(
    {
      listening: () => line.listening(),
      present: async () => (await whoIsPresent(deps, agent.id)).length > 0
    },
    {
      awaited: async () => (await whoAwaits(deps, agent.id)) !== undefined,
      handOn: (turn) => line.handOn(turn),
      beforeHandOver: (run) => deps.clock.after(handOverMs(opened) - BEFORE_HAND_OVER_MS, run)
    }
  )
  const all = [attached, attached.others, endpointWay(deps, opened, hangUp), machineWay(deps, opened, hangUp)]
  return { all, attached, close: () => undefined }
}
