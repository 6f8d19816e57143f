import { expect, test } from 'vitest'
import { brokenAt, hoursIn, openOn } from '../../src/policy/calling-hours.ts'
import type { CallingRule, Country, Region } from '../../src/policy/countries/country.ts'
import { between, daily } from '../../src/policy/countries/hours.ts'
import { strict } from '../../src/policy/countries/strict.ts'
import { dayOf } from '../../src/policy/local-time.ts'

const MONDAY = dayOf('2026-06-15')
const rule = (source: string, more: Partial<CallingRule> = {}): CallingRule => ({
  binds: { voice: ['marketing'] },
  hours: { ...daily('08:00', '20:00'), holidays: [] },
  source,
  ...more
})
const region = (name: string, more: Partial<Region> = {}): Region => ({
  name,
  callingHours: [rule(name)],
  recording: 'one-party',
  ...more
})
const land = (): Country => ({
  ...strict,
  callingHours: [rule('federal'), rule('texts', { binds: { sms: ['marketing'] } })],
  holidays: [{ name: 'Feast of the land', day: '06-15' }],
  regions: {
    'US-CA': region('California', { holidays: [{ name: 'Feast of the state', day: '06-16' }] }),
    'US-WA': region('Washington'),
    'US-NY': region('New York')
  }
})

type Where = [region: string | undefined, zone: string]
const sources = (country: Country, [where, zone]: Where) =>
  hoursIn(country, where, zone, 'voice', 'marketing').map(({ rule: { source } }) => source)

test('the rules of a state are those of the land and its own; where it is not known, of all that lie in the zone', () => {
  const country = land()
  for (const _again of [1, 2]) {
    expect(sources(country, ['US-NY', 'America/Los_Angeles'])).toEqual(['federal', 'New York'])
    expect(sources(country, [undefined, 'America/Los_Angeles'])).toEqual(['federal', 'California', 'Washington'])
    expect(sources(country, ['CA-ON', 'America/New_York'])).toEqual(['federal', 'New York'])
    expect(sources(country, [undefined, 'Asia/Tokyo'])).toEqual(['federal', 'California', 'Washington', 'New York'])
  }
  expect(sources({ ...country, callingHours: [] }, ['US-CA', 'Asia/Tokyo'])).toEqual(['California'])
  expect(sources({ ...country, regions: {} }, [undefined, 'Asia/Tokyo'])).toEqual(['federal'])
})

test('a rule binds the channels and purposes that it names', () => {
  const country = land()
  const bound = (channel: 'sms' | 'voice', purpose: 'marketing' | 'conversational') =>
    hoursIn(country, 'US-NY', 'America/New_York', channel, purpose).map(({ rule: { source } }) => source)

  expect(bound('sms', 'marketing')).toEqual(['texts'])
  expect(bound('voice', 'marketing')).toEqual(['federal', 'New York'])
  expect(bound('voice', 'conversational')).toEqual([])
})

test('a state keeps its own holidays, and where it names none those of the land', () => {
  const country = land()
  const brokenOn = (date: string, of: string) =>
    brokenAt(hoursIn(country, of, 'America/Los_Angeles', 'voice', 'marketing'), dayOf(date), 600)?.source

  expect([brokenOn('2026-06-15', 'US-WA'), brokenOn('2026-06-16', 'US-WA')]).toEqual(['federal', undefined])
  expect([brokenOn('2026-06-15', 'US-CA'), brokenOn('2026-06-16', 'US-CA')]).toEqual(['federal', 'California'])
})

test('every rule must leave a minute open: the first of a window is, the last is not', () => {
  const hours = [rule('a'), rule('b', { hours: daily('09:30', '21:00') })].map((each) => ({ rule: each, holidays: [] }))

  expect(openOn(hours, MONDAY)).toEqual([{ fromMinute: 570, untilMinute: 1200 }])
  expect([569, 570, 1199, 1200].map((minute) => brokenAt(hours, MONDAY, minute)?.source)).toEqual([
    'b',
    undefined,
    undefined,
    'a'
  ])
  expect(openOn([], MONDAY)).toEqual([{ fromMinute: 0, untilMinute: 1440 }])
  expect(brokenAt([], MONDAY, 0)).toBeUndefined()
})

test('windows that only touch, or miss each other, leave nothing open', () => {
  const parts = [...between('08:00', '12:00'), ...between('14:00', '18:00')]
  const some = { rule: rule('parts', { hours: { ...daily('08:00', '20:00'), weekdays: parts } }), holidays: [] }
  const noon = { rule: rule('noon', { hours: daily('12:00', '15:00') }), holidays: [] }

  expect(openOn([some, noon], MONDAY)).toEqual([{ fromMinute: 840, untilMinute: 900 }])
})

test('each day of the week has its hours', () => {
  const hours = {
    weekdays: between('08:00', '20:00'),
    saturday: between('10:00', '16:00'),
    sunday: [],
    holidays: between('11:00', '12:00')
  }
  const openFrom = (rules: CallingRule['hours'], offset: number) =>
    openOn([{ rule: rule('week', { hours: rules }), holidays: [{ name: 'Feast', day: '06-17' }] }], MONDAY + offset)[0]
      ?.fromMinute

  expect([0, 1, 2, 3, 4, 5, 6].map((offset) => openFrom(hours, offset))).toEqual([
    ...[480, 480, 660, 480, 480],
    ...[600, undefined]
  ])
  expect(openFrom({ ...hours, friday: between('09:00', '13:00') }, 4)).toBe(540)
})

test('a rule binds from the day on which it is in force', () => {
  const later = [{ rule: rule('later', { from: '2026-06-15', hours: daily('09:00', '10:00') }), holidays: [] }]

  expect(brokenAt(later, MONDAY - 1, 0)).toBeUndefined()
  expect(openOn(later, MONDAY - 1)).toEqual([{ fromMinute: 0, untilMinute: 1440 }])
  expect(brokenAt(later, MONDAY, 0)?.source).toBe('later')
})
