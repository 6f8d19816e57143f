import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { areaCodes } from './countries/us-area-codes.ts'
import { zoneTable } from './zone-table.ts'

/** Most prefixes whose zones are remembered. */
const REMEMBERED_MAX = 20_000
/** No prefix of the table is longer, in digits. */
const PREFIX_DIGITS = 9
/** Calling codes of countries in which a mobile number tells the place. Source: libphonenumber PhoneNumberUtil GEO_MOBILE_COUNTRIES. */
const GEOGRAPHIC_MOBILES: readonly string[] = ['52', '54', '55']

const remembered = new Map<string, readonly string[]>()

/**
 * Every IANA zone that a number may be in, as far as its digits tell: those of its area code, or of the whole country
 * for mobile, toll-free and unknown ranges. Empty for a number that belongs to no country.
 */
export function zonesOf(e164: string): readonly string[] {
  const digits = e164.slice(1)
  const key = digits.startsWith('1') ? digits.slice(0, 4) : digits.slice(0, PREFIX_DIGITS)
  const known = remembered.get(key)
  if (known) return known
  const zones = digits.startsWith('1') ? zonesOfAreaCode(key) : zonesAbroad(e164)
  if (remembered.size >= REMEMBERED_MAX) remembered.clear()
  remembered.set(key, zones)
  return zones
}

/** North American mobiles have area codes too, and numbers move within one: every zone of the area counts. */
function zonesOfAreaCode(areaCode: string): readonly string[] {
  const zones = zonesUnder(areaCode)
  return zones.length > 0 ? zones : (zoneTable().get('1') ?? [])
}

function zonesAbroad(e164: string): readonly string[] {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return []
  const { countryCallingCode } = number
  const everywhere = zoneTable().get(countryCallingCode) ?? zonesUnder(countryCallingCode)
  if (everywhere.length < 2) return everywhere
  const type = number.getType()
  const local = type === 'FIXED_LINE' || (type === 'MOBILE' && GEOGRAPHIC_MOBILES.includes(countryCallingCode))
  return (local && longestMatch(e164.slice(1))) || everywhere
}

function longestMatch(digits: string): readonly string[] | undefined {
  for (let length = PREFIX_DIGITS; length > 0; length--) {
    const zones = zoneTable().get(digits.slice(0, length))
    if (zones) return zones
  }
  return undefined
}

function zonesUnder(prefix: string): readonly string[] {
  const zones = new Set<string>()
  for (const [key, values] of zoneTable()) if (key.startsWith(prefix)) for (const zone of values) zones.add(zone)
  return [...zones]
}

let places: { zonesByRegion: Map<string, Set<string>>; regionsByZone: Map<string, Set<string>> } | undefined

/** The zones that a state of the United States lies in, by its ISO 3166-2 code; empty for any other place. */
export const zonesOfRegion = (region: string): readonly string[] => [...(placesNow().zonesByRegion.get(region) ?? [])]

/** The states of the United States that lie in a zone, by ISO 3166-2 code; undefined for a zone that is not known to hold any. */
export const regionsInZone = (zone: string): readonly string[] | undefined => {
  const regions = placesNow().regionsByZone.get(zone)
  return regions && [...regions]
}

function placesNow() {
  if (places) return places
  const zonesByRegion = new Map<string, Set<string>>()
  const regionsByZone = new Map<string, Set<string>>()
  for (const [areaCode, state] of areaCodes)
    for (const zone of zonesOfAreaCode(`1${areaCode}`)) {
      const region = `US-${state}`
      zonesByRegion.set(region, (zonesByRegion.get(region) ?? new Set()).add(zone))
      regionsByZone.set(zone, (regionsByZone.get(zone) ?? new Set()).add(region))
    }
  places = { zonesByRegion, regionsByZone }
  return places
}
