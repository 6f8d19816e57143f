import type { calls } from '../db/schema/index.ts'
import { countryOf } from '../lib/phone.ts'
import { unitPriceMicroUsd } from '../policy/prices/index.ts'

type Priced = Pick<typeof calls.$inferSelect, 'provider' | 'direction' | 'contact' | 'ownAddress'>

/** Examples and the simulated world, at the price of American numbers: there is no area code 555. Source: NANPA. */
const FICTITIOUS = /^\+1555/

/** The most that a minute of a call costs, in micro-US-dollars: by who is called, or by the number that he calls. */
export function minutePriceMicroUsd({ provider, direction, contact, ownAddress }: Priced): number {
  const number = direction === 'outbound' ? contact : ownAddress
  return unitPriceMicroUsd(provider, 'call', countryOf(number) ?? (FICTITIOUS.test(number) ? 'US' : null))
}

/** What a call costs by its length, in micro-US-dollars; carriers bill whole minutes. */
export const priceByMinutes = (call: Priced, durationSeconds: number): number =>
  Math.ceil(Math.max(0, durationSeconds) / 60) * minutePriceMicroUsd(call)
