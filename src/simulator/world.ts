import type { Clock } from '../lib/clock.ts'
import type { Behaviour } from './behaviour.ts'
import type { Fetcher } from './calls/fetcher.ts'
import type { Leg, Switchboard } from './calls/leg.ts'
import type { PhoneCall } from './calls/phone-call.ts'
import type { Recording } from './calls/recording.ts'
import type { ScriptStep } from './calls/script.ts'
import type { SimulatorCredentials } from './credentials.ts'
import type { Email } from './emails.ts'
import type { FaultBook } from './faults.ts'
import type { Holdings } from './holdings.ts'
import type { Shop } from './inventory.ts'
import type { Newest } from './newest.ts'
import type { Outbox } from './outbox.ts'
import type { TextBook } from './texts.ts'

/** Something on a call that the vendor would refuse, or pass over in silence. */
export interface CallViolation {
  at: string
  callSid: string
  /** Code of the vendor. */
  code: number
  problem: string
}

/** The state of one simulated carrier, handed to everything that it does. */
export interface World {
  readonly clock: Clock
  readonly credentials: SimulatorCredentials
  readonly behaviour: Behaviour
  readonly holdings: Holdings
  readonly shop: Shop
  readonly texts: TextBook
  readonly emails: Newest<Email>
  readonly calls: Newest<PhoneCall>
  /** Calls that last, by sid. */
  readonly legs: Map<string, Leg>
  readonly switchboard: Switchboard
  /** What callers whose script goes on still do, by the sid of their call. */
  readonly callers: Map<string, { add(steps: readonly ScriptStep[]): void }>
  /** What somebody does when called, by number, in the place of what is documented. */
  readonly scripts: Map<string, readonly ScriptStep[]>
  readonly recordings: Newest<Recording>
  /** What was found wrong on calls. */
  readonly violations: Newest<CallViolation>
  /** Asks for documents and the sound of calls. */
  readonly fetcher: Fetcher
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
