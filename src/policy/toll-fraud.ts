import { type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Check } from './check.ts'
import { NETWORKS, NORTH_AMERICAN, NORTH_AMERICAN_RANGES, type Range } from './prefixes/networks.ts'

/** Kinds of number that are billed to who calls or texts them. */
const BILLED: Partial<Record<NonNullable<NumberType>, Range>> = {
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'shared-cost',
  PERSONAL_NUMBER: 'personal',
  PAGER: 'pager'
}

const REASONS: Record<Range, string> = {
  premium: 'it is billed at a premium rate',
  'shared-cost': 'it is billed at a shared-cost rate',
  personal: 'it is a personal number, billed at what its holder chose',
  pager: 'it belongs to a pager',
  satellite: 'it belongs to a satellite phone',
  'global-network': 'it belongs to a network outside any country',
  'service-code': 'it belongs to an emergency or service code',
  unassigned: 'no country has numbers like it'
}

/** Refuses texts and calls to numbers that earn money from who reaches them, and to numbers that can exist nowhere. */
export const tollFraud: Check<{ range?: Range }> = {
  name: 'toll-fraud',
  version: 2,
  load(_db, { channel, contact }) {
    const range = channel === 'sms' || channel === 'voice' ? rangeOf(contact) : undefined
    return range === undefined ? {} : { range }
  },
  judge(_subject, { range }) {
    if (range === undefined) return undefined
    return {
      code: 'destination_blocked',
      message: `Nothing was sent: this number is never reached from here, for ${REASONS[range]}.`,
      nextAction: 'Use an ordinary number of this person.',
      details: { range }
    }
  }
}

function rangeOf(e164: string): Range | undefined {
  // Asking for the type costs 25 microseconds; nobody else has so few ranges that it need not be asked for.
  if (NORTH_AMERICAN.test(e164)) return NORTH_AMERICAN_RANGES.find(([pattern]) => pattern.test(e164))?.[1]
  const network = NETWORKS.find(([prefix]) => e164.startsWith(prefix))
  if (network) return network[1]
  const number = parsePhoneNumberFromString(e164)
  // Of the right length is enough: ranges that are opened later must not be refused by a table of today.
  if (!number?.isPossible()) return 'unassigned'
  const type = number.getType()
  return type === undefined ? undefined : BILLED[type]
}
