import type { Holiday } from './countries/country.ts'
import { dayOf, weekdayOf } from './local-time.ts'

const DAY_MS = 86_400_000
const SUNDAY = 0
const SATURDAY = 6

const computed = new WeakMap<readonly Holiday[], Map<number, ReadonlySet<number>>>()

/** Whether a day, counted since 1970-01-01, is a public holiday or the day off that is given for one. */
export function isHoliday(holidays: readonly Holiday[], day: number): boolean {
  const year = new Date(day * DAY_MS).getUTCFullYear()
  // New Year's Day may be given on the last day of the year before.
  return holidaysOf(holidays, year).has(day) || holidaysOf(holidays, year + 1).has(day)
}

function holidaysOf(holidays: readonly Holiday[], year: number): ReadonlySet<number> {
  const years = computed.get(holidays) ?? new Map<number, ReadonlySet<number>>()
  computed.set(holidays, years)
  const known = years.get(year)
  if (known) return known
  const days = new Set(holidays.flatMap((holiday) => [...daysOf(holiday, year), ...dayOff(holiday, year)]))
  years.set(year, days)
  return days
}

function daysOf(holiday: Holiday, year: number): number[] {
  if ('day' in holiday) return [dayOf(`${year}-${holiday.day}`)]
  if ('easter' in holiday) return [(holiday.orthodox ? orthodoxEaster(year) : easter(year)) + holiday.easter]
  if ('dates' in holiday) return holiday.dates.filter((date) => date.startsWith(`${year}-`)).map(dayOf)
  const earliest = dayOf(`${year}-${holiday.onOrAfter}`)
  return [earliest + ((holiday.weekday - weekdayOf(earliest) + 7) % 7)]
}

/** The day that is off for a holiday at a weekend. */
function dayOff(holiday: Holiday, year: number): number[] {
  if (!('day' in holiday) || holiday.observed === undefined) return []
  const day = dayOf(`${year}-${holiday.day}`)
  const weekday = weekdayOf(day)
  if (weekday === SUNDAY) return [day + 1]
  if (weekday === SATURDAY) return [holiday.observed === 'monday' ? day + 2 : day - 1]
  return []
}

/** Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  return dayAt(year, Math.floor(sum / 31), (sum % 31) + 1)
}

/** Easter Sunday of the Orthodox churches, as a Gregorian day of the years 1900 to 2099. Source: Meeus, chapter 8 (Julian calendar). */
function orthodoxEaster(year: number): number {
  const d = (19 * (year % 19) + 15) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
  const sum = d + e + 114
  return dayAt(year, Math.floor(sum / 31), (sum % 31) + 1) + 13
}

const dayAt = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS
