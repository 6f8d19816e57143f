import { expect, test } from 'vitest'
import { dayOf, instantAt, isTimeZone, localTime, wallClock, weekdayOf } from '../../src/policy/local-time.ts'

const shown = (timeZone: string, at: string) => {
  const { day, minute } = localTime(timeZone, Date.parse(at))
  return `${new Date(day * 86_400_000).toISOString().slice(0, 10)} ${Math.floor(minute / 60)}:${minute % 60}`
}

test.each([
  ['America/Los_Angeles', '2026-03-08T09:59:59.999Z', '2026-03-08 1:59'],
  ['America/Los_Angeles', '2026-03-08T10:00:00.000Z', '2026-03-08 3:0'],
  ['America/Los_Angeles', '2026-11-01T08:59:59.999Z', '2026-11-01 1:59'],
  ['America/Los_Angeles', '2026-11-01T09:00:00.000Z', '2026-11-01 1:0'],
  ['Australia/Lord_Howe', '2026-04-04T14:59:59.999Z', '2026-04-05 1:59'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00.000Z', '2026-04-05 1:30'],
  ['Asia/Kathmandu', '2026-06-15T18:14:59.999Z', '2026-06-15 23:59'],
  ['Asia/Kathmandu', '2026-06-15T18:15:00.000Z', '2026-06-16 0:0'],
  ['Asia/Kathmandu', '2026-06-15T18:29:30.000Z', '2026-06-16 0:14'],
  ['UTC', '1969-12-31T23:59:59.000Z', '1969-12-31 23:59'],
  ['UTC', '2026-01-01T00:00:00.000Z', '2026-01-01 0:0']
])('in %s the clock shows %s as %s', (timeZone, at, expected) => {
  expect(shown(timeZone, at)).toBe(expected)
})

test('many zones are told apart, however often one is asked for', () => {
  const at = '2026-06-15T12:00:00.000Z'
  const all = Intl.supportedValuesOf('timeZone')
  for (const round of [1, 2, 3])
    for (const timeZone of [...all, 'Asia/Tokyo'])
      expect(shown(timeZone, at), `${timeZone}, ${round}`).toBe(
        new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
          .format(new Date(at))
          .replace(/ 0?(\d+):0?(\d+)$/, ' $1:$2')
      )
})

test.each(['America/New_York', 'Australia/Lord_Howe', 'Asia/Jerusalem', 'UTC'])(
  'the instant of what a clock in %s shows is the one at which it shows it',
  (timeZone) => {
    for (const date of ['2026-03-08', '2026-03-27', '2026-04-05', '2026-06-15', '2026-10-25', '2026-11-01'])
      for (let hour = 0; hour < 24; hour++) {
        const at = Date.parse(`${date}T00:00:00.000Z`) + hour * 3_600_000
        const wall = localTime(timeZone, at)
        expect(localTime(timeZone, instantAt(timeZone, wall)), `${date} ${hour}`).toEqual(wall)
      }
  }
)

test('what names no zone is none', () => {
  expect(['Europe/London', 'US/Pacific', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false])
})

test('days are counted and named from the first of 1970, a Thursday, both ways', () => {
  expect(['1970-01-01', '1970-01-02', '1969-12-31', '2026-06-15'].map(dayOf)).toEqual([0, 1, -1, 20_619])
  expect([0, 3, -1, -5, 20_619].map(weekdayOf)).toEqual([4, 0, 3, 6, 1])
  expect(wallClock({ day: 20_619, minute: 485 })).toBe('Monday 08:05')
  expect(wallClock({ day: -1, minute: 0 })).toBe('Wednesday 00:00')
})
