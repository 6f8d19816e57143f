import type { Channel } from '../schemas/common.ts'
import type { CallingRule, Country, DayHours, Holiday, LawfulPurpose, Window } from './countries/country.ts'
import { isHoliday } from './holidays.ts'
import { dayOf, weekdayOf } from './local-time.ts'
import { regionsInZone } from './zones.ts'

/** One rule about hours with the holidays that it knows. */
export interface Hours {
  rule: CallingRule
  holidays: readonly Holiday[]
}

const FRIDAY = 5
const SATURDAY = 6
const SUNDAY = 0
const WHOLE_DAY: Window = { fromMinute: 0, untilMinute: 1440 }

/** Most combinations whose rules are remembered, by country. */
const REMEMBERED_MAX = 5000
const remembered = new WeakMap<Country, Map<string, readonly Hours[]>>()

/** The rules that bind an effect in one zone: those of the country, and of the region, or where it is not known of every region that lies in the zone. */
export function hoursIn(
  country: Country,
  region: string | undefined,
  zone: string,
  channel: Channel,
  purpose: LawfulPurpose
): readonly Hours[] {
  const found = remembered.get(country) ?? new Map<string, readonly Hours[]>()
  remembered.set(country, found)
  const key = `${region} ${zone} ${channel} ${purpose}`
  const known = found.get(key)
  if (known) return known
  if (found.size >= REMEMBERED_MAX) found.clear()
  const hours = regionsOf(country, region, zone)
    .flatMap((place) => place.callingHours.map((rule) => ({ rule, holidays: place.holidays ?? country.holidays })))
    .filter(({ rule }) => rule.binds[channel]?.includes(purpose))
  found.set(key, hours)
  return hours
}

function regionsOf(country: Country, region: string | undefined, zone: string) {
  const { regions = {} } = country
  const known = region !== undefined && region in regions
  const possible = known ? [region] : (regionsInZone(zone) ?? Object.keys(regions))
  return [country, ...possible.flatMap((code) => regions[code] ?? [])]
}

/** The parts of a day, counted since 1970-01-01, that all rules leave open; in order, none overlaps another. */
export function openOn(hours: readonly Hours[], day: number): readonly Window[] {
  return hours.reduce<readonly Window[]>((open, each) => overlap(open, windowsOf(each, day)), [WHOLE_DAY])
}

/** The first rule that a time of the day breaks. */
export const brokenAt = (hours: readonly Hours[], day: number, minute: number): CallingRule | undefined =>
  hours.find((each) => !windowsOf(each, day).some((window) => contains(window, minute)))?.rule

/** Whether a minute of the day lies within: the first one does, the last one does not. */
const contains = ({ fromMinute, untilMinute }: Window, minute: number): boolean =>
  minute >= fromMinute && minute < untilMinute

function windowsOf({ rule, holidays }: Hours, day: number): readonly Window[] {
  if (rule.from !== undefined && day < dayOf(rule.from)) return [WHOLE_DAY]
  return isHoliday(holidays, day) ? rule.hours.holidays : ordinary(rule.hours, weekdayOf(day))
}

function ordinary(hours: DayHours, weekday: number): readonly Window[] {
  if (weekday === SUNDAY) return hours.sunday
  if (weekday === SATURDAY) return hours.saturday
  return weekday === FRIDAY ? (hours.friday ?? hours.weekdays) : hours.weekdays
}

const overlap = (some: readonly Window[], others: readonly Window[]): Window[] =>
  some.flatMap((one) =>
    others
      .map((other) => ({
        fromMinute: Math.max(one.fromMinute, other.fromMinute),
        untilMinute: Math.min(one.untilMinute, other.untilMinute)
      }))
      .filter(({ fromMinute, untilMinute }) => fromMinute < untilMinute)
  )
