import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Channel } from '../schemas/common.ts'
import type { SenderRegistration } from './countries/country.ts'
import { countryRules } from './countries/index.ts'

/** What a number of ours must have been registered for before it may send on a channel. */
export function registrationsOf(number: string, country: string, channel: Channel): readonly SenderRegistration[] {
  const kind = parsePhoneNumberFromString(number)?.getType() === 'TOLL_FREE' ? 'toll-free' : 'local-and-mobile'
  return countryRules(country).registrations.filter(
    ({ binds, channels, numbers = kind }) =>
      binds === 'domestic-numbers' && channels.includes(channel) && numbers === kind
  )
}
