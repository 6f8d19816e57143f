import Type, { type Static } from 'typebox'
import { OneOf, Strict } from '../schemas/common.ts'

const VendorName = OneOf(['twilio', 'resend', 'directory', 'elevenlabs'], 'Which vendor; both carriers by default.')
const Cut = OneOf(['before', 'after'], 'Cuts the connection before the work is done, or after it without an answer.')

/** A fault to inject into the calls of a vendor's API. */
export const FaultSchema = Strict({
  vendor: Type.Optional(VendorName),
  operation: Type.Optional(
    Type.String({ maxLength: 64, description: 'Which operation, such as CreateMessage; every one by default.' })
  ),
  times: Type.Optional(
    Type.Integer({ minimum: -1, description: 'How many calls it meets; 1 by default, -1 for all.' })
  ),
  every: Type.Optional(Type.Integer({ minimum: 1, description: 'Meets only each nth call; 1 by default.' })),
  status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'Answers with this HTTP status.' })),
  code: Type.Optional(
    Type.Union([Type.Integer(), Type.String({ maxLength: 64 })], { description: 'Code in the answer.' })
  ),
  retryAfter: Type.Optional(Type.Integer({ minimum: 0, description: 'Retry-After of the answer, in seconds.' })),
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000, description: 'Waits before anything else.' })),
  dropConnection: Type.Optional(Cut)
})

/** A fault to inject into the calls of a vendor's API. */
export type Fault = Static<typeof FaultSchema>

/** The faults that wait for their calls. */
export interface FaultBook {
  add(fault: Fault): void
  list(): Fault[]
  clear(): void
  /** The first fault that meets this call, counted down. */
  take(vendor: string, operation: string): Fault | undefined
}

/** Makes an empty book of faults. */
export function faultBook(): FaultBook {
  let waiting: { fault: Fault; left: number; seen: number }[] = []
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1, seen: 0 }),
    list: () => waiting.map(({ fault, left }) => ({ ...fault, times: left })),
    clear() {
      waiting = []
    },
    take(vendor, operation) {
      const met = waiting.find((entry) => {
        if (!concerns(entry.fault, vendor) || (entry.fault.operation ?? operation) !== operation) return false
        entry.seen++
        return entry.seen % (entry.fault.every ?? 1) === 0
      })
      if (!met) return undefined
      if (met.left > 0 && --met.left === 0) waiting = waiting.filter((entry) => entry !== met)
      return met.fault
    }
  }
}

/** These are no carriers: a fault that names no vendor passes them by. */
const concerns = (fault: Fault, vendor: string): boolean =>
  fault.vendor === undefined ? vendor !== 'directory' && vendor !== 'elevenlabs' : fault.vendor === vendor
