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

const EASTER = [
  '1818-03-22 1886-04-25 1900-04-15 1913-03-23 1924-04-20 1943-04-25 1954-04-18 1961-04-02 1981-04-19 1999-04-04',
  '2000-04-23 2008-03-23 2011-04-24 2019-04-21 2025-04-20 2029-04-01 2034-04-09 2049-04-18 2060-04-18 2076-04-19',
  '2079-04-23 2095-04-24 2100-03-28 2106-04-18 2199-04-14 2200-04-06 2285-03-22 2299-04-16 2300-04-08 2400-04-16'
]
const ORTHODOX_EASTER = [
  '1900-04-22 1904-04-10 1918-05-05 1927-04-24 1945-05-06 1954-04-25 1963-04-14 1971-04-18 1983-05-08 1991-04-07',
  '2002-05-05 2005-05-01 2010-04-04 2013-05-05 2020-04-19 2021-05-02 2032-05-02 2037-04-05 2043-05-03 2051-05-07',
  '2059-05-04 2062-04-30 2070-05-04 2083-04-11 2090-04-23 2099-04-12'
]

test.each([
  ['western', EASTER, undefined],
  ['Orthodox', ORTHODOX_EASTER, true]
] as const)(
  '%s Easter is where the calendar has it, early and late, in this century and in others',
  (_, dates, orthodox) => {
    for (const date of dates.join(' ').split(' '))
      expect(daysOf([{ name: 'Easter', easter: 0, ...(orthodox && { orthodox }) }], Number(date.slice(0, 4)))).toEqual([
        date
      ])
  }
)

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
