import { describe, expect, test } from 'vitest'
import type { CallingRule, DayHours, LawfulPurpose, Region } from '../../../src/policy/countries/country.ts'
import { us } from '../../../src/policy/countries/us.ts'
import { usStates } from '../../../src/policy/countries/us-states.ts'

type Day = keyof DayHours

const stateOf = (code: string): Region => {
  const state = usStates[`US-${code}`]
  if (!state) throw new Error(`there is no ${code}`)
  return state
}

/** When a state lets calls through, on top of the federal rule, as HH:MM-HH:MM; undefined: it says nothing. */
function hoursOf(code: string, day: Day, purpose: LawfulPurpose, at = '2026-11-20'): string | undefined {
  const rules = stateOf(code).callingHours.filter(
    ({ binds, from }) => binds.voice?.includes(purpose) && (from === undefined || from <= at)
  )
  if (rules.length === 0) return undefined
  const of = ({ hours }: CallingRule) => hours[day] ?? []
  if (rules.some((rule) => of(rule).length === 0)) return 'none'
  const from = Math.max(...rules.map((rule) => of(rule)[0]?.fromMinute ?? 0))
  const until = Math.min(...rules.map((rule) => of(rule)[0]?.untilMinute ?? 0))
  return `${clock(from)}-${clock(until)}`
}
const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16)

test('there are fifty states, the District of Columbia and five territories, all known to the country', () => {
  expect(Object.keys(usStates)).toHaveLength(56)
  expect(us.regions).toBe(usStates)
})

describe('hours for calls that sell', () => {
  test.each([
    ['FL', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['OK', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['MD', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['WA', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['WY', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['MA', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['CT', '09:00-20:00', '09:00-20:00', '09:00-20:00'],
    ['NV', '09:00-20:00', '09:00-20:00', '09:00-20:00'],
    ['KY', '10:00-21:00', '10:00-21:00', '10:00-21:00'],
    ['TX', '09:00-21:00', '12:00-21:00', '09:00-21:00'],
    ['SD', '09:00-21:00', 'none', '09:00-21:00'],
    ['AL', '08:00-20:00', 'none', 'none'],
    ['LA', '08:00-20:00', 'none', 'none'],
    ['MS', '08:00-20:00', 'none', 'none'],
    ['UT', '08:00-21:00', 'none', 'none'],
    ['RI', '09:00-18:00', 'none', 'none'],
    ['PA', '09:00-19:00', 'none', 'none'],
    ['ME', '09:00-17:00', 'none', 'none'],
    ['NE', '08:00-21:00', '13:00-21:00', '13:00-21:00'],
    ['CA', '09:00-21:00', '09:00-21:00', '09:00-21:00'],
    ['OR', '08:00-20:00', '08:00-20:00', '08:00-20:00'],
    ['PR', '09:00-20:00', 'none', 'none'],
    ['NY', undefined, undefined, undefined]
  ] as const)('in %s: weekdays %s, Sundays %s, holidays %s', (code, weekdays, sunday, holidays) => {
    expect([
      hoursOf(code, 'weekdays', 'marketing'),
      hoursOf(code, 'sunday', 'marketing'),
      hoursOf(code, 'holidays', 'marketing')
    ]).toEqual([weekdays, sunday, holidays])
  })

  test('Pennsylvania keeps Sundays free as of 2026-10-18', () => {
    expect(hoursOf('PA', 'sunday', 'marketing', '2026-10-17')).toBe('08:00-21:00')
    expect(hoursOf('PA', 'sunday', 'marketing', '2026-10-18')).toBe('none')
  })
})

test.each([
  ['FL', 'weekdays', '08:00-20:00'],
  ['CA', 'weekdays', '09:00-21:00'],
  ['OR', 'sunday', '08:00-20:00'],
  ['PR', 'weekdays', undefined],
  ['KY', 'sunday', '10:00-21:00'],
  ['TX', 'sunday', '12:00-21:00'],
  ['AL', 'sunday', '08:00-20:00'],
  ['ME', 'sunday', undefined]
] as const)(
  'a call that does not sell is bound in %s on %s to %s: by hours of the day, not by days of rest',
  (code, day, hours) => {
    expect(hoursOf(code, day, 'conversational')).toBe(hours)
  }
)

test('a recording needs everybody in fourteen states and in the territories', () => {
  const all = Object.keys(usStates).filter((code) => usStates[code]?.recording === 'all-party')

  expect(
    all
      .map((code) => code.slice(3))
      .toSorted()
      .join(' ')
  ).toBe('AS CA CT DE FL GU IL MA MD MI MP MT NH NV OR PA PR VI WA')
})

test('a state that rests on holidays has its own list of them', () => {
  const resting = Object.entries(usStates).filter(([, { callingHours }]) =>
    callingHours.some(({ hours }) => hours.holidays.length === 0 && hours.weekdays.length > 0)
  )
  const lists = new Map(resting.map(([code, { holidays }]) => [code.slice(3), holidays?.map(({ name }) => name)]))

  expect([...lists.keys()].toSorted()).toEqual(['AL', 'AS', 'GU', 'LA', 'ME', 'MP', 'MS', 'PA', 'PR', 'RI', 'UT', 'VI'])
  expect(lists.get('UT')).toEqual(expect.arrayContaining(['Pioneer Day', 'Juneteenth National Freedom Day']))
  expect(lists.get('LA')).toEqual(expect.arrayContaining(['Mardi Gras', 'Good Friday', 'Day after Thanksgiving']))
  expect(lists.get('RI')).toEqual(expect.arrayContaining(['Victory Day', 'Rhode Island Independence Day']))
  expect(lists.get('PA')).toEqual(expect.arrayContaining(['Flag Day', 'Election Day', 'Good Friday']))
})

test('hours of a state bind texts that sell as they bind calls', () => {
  const rules = Object.values(usStates).flatMap(({ callingHours }) => callingHours)

  expect(rules.length).toBeGreaterThan(20)
  for (const { binds, source } of rules)
    for (const channel of ['voice', 'sms', 'whatsapp'] as const) expect(binds[channel], source).toContain('marketing')
})
