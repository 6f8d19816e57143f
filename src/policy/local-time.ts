const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Clocks are changed at the quarter hour, so that an offset holds until the next one. */
const QUARTER_MS = 15 * MINUTE_MS
/** More names than there are zones: a zone may be written in several ways. */
const REMEMBERED_MAX = 1000

/** What the calendar and the clock on the wall show. */
export interface LocalTime {
  /** Days since 1970-01-01. */
  day: number
  /** Minutes since midnight. */
  minute: number
}

interface Zone {
  format: Intl.DateTimeFormat
  quarter: number
  offsetMs: number
}

const zones = new Map<string, Zone>()

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(zoneOf(name))
  } catch {
    return false
  }
}

/** What the clock on the wall shows somewhere, changes of clocks observed. @throws RangeError for a zone that there is not. */
export function localTime(timeZone: string, at: number): LocalTime {
  const wall = at + offsetMs(timeZone, at)
  const day = Math.floor(wall / DAY_MS)
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) }
}

/** The instant, in milliseconds since 1970, at which a clock on the wall shows this. */
export function instantAt(timeZone: string, { day, minute }: LocalTime): number {
  const wall = day * DAY_MS + minute * MINUTE_MS
  return wall - offsetMs(timeZone, wall - offsetMs(timeZone, wall))
}

/** Day of the week of a day since 1970-01-01, Sunday = 0; that one was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7

/** The number of a day that is written as ISO 8601. */
export const dayOf = (isoDay: string): number => Date.parse(`${isoDay}T00:00:00.000Z`) / DAY_MS

/** As a person reads it, e.g. `Sunday 22:05`. */
export function wallClock({ day, minute }: LocalTime): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const weekday = new Date(day * DAY_MS).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })
  return `${weekday} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function offsetMs(timeZone: string, at: number): number {
  const zone = zoneOf(timeZone)
  const quarter = Math.floor(at / QUARTER_MS)
  if (zone.quarter !== quarter) {
    zone.offsetMs = wallMs(zone.format, quarter * QUARTER_MS) - quarter * QUARTER_MS
    zone.quarter = quarter
  }
  return zone.offsetMs
}

function wallMs(format: Intl.DateTimeFormat, at: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known) return known
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, ...numeric, ...clock })
  const zone = { format, quarter: Number.NaN, offsetMs: 0 }
  if (zones.size >= REMEMBERED_MAX) zones.clear()
  zones.set(timeZone, zone)
  return zone
}
