/** Zones around the earth, from west to east, so close that at every moment it is an ordinary hour of the day in one of them. */
const ZONES = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Helsinki',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Bangkok',
  'Asia/Tokyo',
  'Australia/Brisbane',
  'Pacific/Auckland'
] as const
/** It is not earlier there, so that the person is up, in minutes since midnight. */
const FROM = 10 * 60
/** From FROM to the end of what any law allows, in minutes: a person is awake for at least this less what has passed. */
const AWAKE_UNTIL = 17 * 60 + 30

/** A zone in which it is an ordinary hour of the day, and for how many seconds it will be. */
export function awakeZone(at: Date): { timeZone: string; validSeconds: number } {
  const candidates = ZONES.map((timeZone) => ({ timeZone, minutes: minutesIn(timeZone, at) }))
  const awake = candidates.filter(({ minutes }) => minutes >= FROM && minutes < AWAKE_UNTIL)
  const [best] = awake.sort((a, b) => a.minutes - b.minutes)
  if (!best) throw new Error('the sun sets on no day')
  return { timeZone: best.timeZone, validSeconds: (AWAKE_UNTIL - best.minutes) * 60 }
}

function minutesIn(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [hour = 0, minute = 0] = parts.format(at).split(':').map(Number)
  return hour * 60 + minute
}
