import { countryOf } from '../../lib/phone.ts'
import { stockOf } from '../inventory.ts'

/** Where a number is at home, in the parameters of one side of a webhook. */
export function placeOf(side: 'From' | 'To' | 'Caller' | 'Called', number: string): Record<string, string> {
  const stock = stockOf(number)
  return {
    [`${side}City`]: stock?.locality.toUpperCase() ?? '',
    [`${side}State`]: stock?.region ?? '',
    [`${side}Zip`]: stock?.postalCode ?? '',
    [`${side}Country`]: stock?.country ?? countryOf(number) ?? (number.startsWith('+1') ? 'US' : '')
  }
}
