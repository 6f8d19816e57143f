import type { World } from '../world.ts'
import { endCall } from './end-call.ts'
import type { Switchboard } from './leg.ts'
import { ring } from './ring.ts'
import { runDocuments } from './run-document.ts'

/** Makes the switchboard of a carrier. */
export const switchboard = (world: () => World): Switchboard => ({
  run: (leg, entry) => runDocuments(world(), leg, entry),
  ring: (leg, ringSeconds) => ring(world(), leg, ringSeconds),
  end: (leg, status) => endCall(world(), leg, status)
})
