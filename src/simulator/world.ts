import type { Clock } from '../lib/clock.ts'
import type { Behaviour } from './behaviour.ts'
import type { SimulatorCredentials } from './credentials.ts'
import type { Email } from './emails.ts'
import type { FaultBook } from './faults.ts'
import type { Holdings } from './holdings.ts'
import type { Shop } from './inventory.ts'
import type { Newest } from './newest.ts'
import type { Outbox } from './outbox.ts'
import type { TextBook } from './texts.ts'

/** The state of one simulated carrier, handed to everything that it does. */
export interface World {
  readonly clock: Clock
  readonly credentials: SimulatorCredentials
  readonly behaviour: Behaviour
  readonly holdings: Holdings
  readonly shop: Shop
  readonly texts: TextBook
  readonly emails: Newest<Email>
  /** Answers already given by Idempotency-Key, with the fingerprint of what was asked. */
  readonly keys: Newest<{ fingerprint: string; emailId: string; at: Date }>
  readonly outbox: Outbox
  readonly faults: FaultBook
  /** Whether a person may answer once more in this minute. */
  mayReply(conversation: string): boolean
  /** Address of the simulator without a trailing slash. */
  url(): string
  /** Does something after a while, unless the simulator was closed meanwhile. */
  later(delayMs: number, run: () => void): void
}
