import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Check, Intent } from './check.ts'
import { RISKY_COUNTRIES } from './prefixes/risky-countries.ts'
import { registrationsOf } from './registrations.ts'

/** Refuses countries that the organization does not reach, and senders whose registration is not done. */
export const countryRulesCheck: Check<{ reach?: 'not-allowed' | 'risky'; unregistered?: string }> = {
  name: 'country-rules',
  version: 1,
  load(_db, intent) {
    if (intent.channel === 'email') return {}
    const reach = reachOf(intent)
    const unregistered = missingRegistration(intent)
    return { ...(reach && { reach }), ...(unregistered !== undefined && { unregistered }) }
  },
  judge({ country }, { reach, unregistered }) {
    const where = country ?? 'this country'
    if (reach !== undefined)
      return {
        code: 'destination_blocked',
        message:
          reach === 'risky'
            ? `Nothing was sent: ${where} is closed until an owner opens it, for most of what goes there is fraud.`
            : `Nothing was sent: this organization does not reach ${where}.`,
        nextAction: 'Ask an owner to add the country to allowedCountries of the organization.',
        details: { country, reason: reach }
      }
    if (unregistered !== undefined)
      return {
        code: 'registration_required',
        message: `Nothing was sent: the number of this agent may receive and call, but not text yet. It lacks: ${unregistered}.`,
        nextAction: `Use another channel, or have the operator complete the registration: ${unregistered}.`,
        details: { registration: unregistered }
      }
    return undefined
  }
}

function reachOf({ org, country, contact }: Intent): 'not-allowed' | 'risky' | undefined {
  const allowed = org.settings.allowedCountries
  const possible = country === null ? countriesBehind(contact) : [country]
  if (allowed !== undefined) return possible.some((each) => allowed.includes(each)) ? undefined : 'not-allowed'
  return possible.length > 0 && possible.every((each) => RISKY_COUNTRIES.has(each)) ? 'risky' : undefined
}

function missingRegistration({ agent, channel, ownAddress }: Intent): string | undefined {
  if (agent.phoneStatus !== 'pending_registration') return undefined
  const names = registrationsOf(ownAddress, agent.country, channel).map(({ name }) => name)
  return names.length > 0 ? names.join(', ') : undefined
}

let byCallingCode: Map<string, string[]> | undefined

/** Countries that a number may be in whose range no country has assigned: those of its calling code. */
function countriesBehind(e164: string): readonly string[] {
  if (!byCallingCode) {
    byCallingCode = new Map()
    for (const country of getCountries()) {
      const code = getCountryCallingCode(country)
      byCallingCode.set(code, [...(byCallingCode.get(code) ?? []), country])
    }
  }
  return byCallingCode.get(parsePhoneNumberFromString(e164)?.countryCallingCode ?? '') ?? []
}
