import { expect, test } from 'vitest'
import type { Holiday } from '../../src/policy/countries/country.ts'
import { US_HOLIDAYS } from '../../src/policy/countries/us-holidays.ts'
import { isHoliday } from '../../src/policy/holidays.ts'
import { dayOf } from '../../src/policy/local-time.ts'

const daysOf = (holidays: readonly Holiday[], year: number) =>
  Array.from({ length: 366 }, (_, index) => dayOf(`${year}-01-01`) + index)
    .filter((day) => isHoliday(holidays, day))
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
    .filter((day) => day.startsWith(`${year}-`))

// Source: https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
test('federal holidays and the days off for them are those of the calendar', () => {
  expect(daysOf(US_HOLIDAYS, 2026)).toEqual([
    ...['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-07-04'],
    ...['2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25']
  ])
  expect(daysOf(US_HOLIDAYS, 2027)).toEqual([
    ...['2027-01-01', '2027-01-18', '2027-02-15', '2027-05-31', '2027-06-18', '2027-06-19', '2027-07-04', '2027-07-05'],
    ...['2027-09-06', '2027-10-11', '2027-11-11', '2027-11-25', '2027-12-24', '2027-12-25', '2027-12-31']
  ])
})

test.each([
  [2024, '2024-03-31', '2024-05-05'],
  [2026, '2026-04-05', '2026-04-12'],
  [2027, '2027-03-28', '2027-05-02'],
  [2028, '2028-04-16', '2028-04-16'],
  [2035, '2035-03-25', '2035-04-29'],
  [2038, '2038-04-25', '2038-04-25']
])('Easter of %i is on %s, by the Orthodox calendar on %s', (year, western, orthodox) => {
  expect(daysOf([{ name: 'Easter', easter: 0 }], year)).toEqual([western])
  expect(daysOf([{ name: 'Easter', easter: 0, orthodox: true }], year)).toEqual([orthodox])
})

test('days are counted from Easter both ways', () => {
  expect(daysOf([{ name: 'Good Friday', easter: -2 }], 2026)).toEqual(['2026-04-03'])
  expect(daysOf([{ name: 'Easter Monday', easter: 1 }], 2026)).toEqual(['2026-04-06'])
})

test.each([
  ['monday', 2027, ['2027-05-01', '2027-05-03']], // a Saturday
  ['monday', 2022, ['2022-05-01', '2022-05-02']], // a Sunday
  ['nearest-weekday', 2027, ['2027-04-30', '2027-05-01']],
  ['nearest-weekday', 2022, ['2022-05-01', '2022-05-02']],
  ['monday', 2026, ['2026-05-01']],
  [undefined, 2027, ['2027-05-01']]
] as const)('the day off, given by %s, of the first of May %i', (observed, year, days) => {
  expect(daysOf([{ name: 'May Day', day: '05-01', ...(observed && { observed }) }], year)).toEqual(days)
})

test('a weekday of a month is the first on or after its day', () => {
  expect(daysOf([{ name: 'Monday', weekday: 1, onOrAfter: '06-01' }], 2026)).toEqual(['2026-06-01'])
  expect(daysOf([{ name: 'Sunday', weekday: 0, onOrAfter: '06-01' }], 2026)).toEqual(['2026-06-07'])
})

test('listed days are holidays of their year alone', () => {
  expect(daysOf([{ name: 'Feast', dates: ['2026-04-02', '2027-04-22'] }], 2027)).toEqual(['2027-04-22'])
})
