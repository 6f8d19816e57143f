import { expect, test } from 'vitest'
import {
  ASCENSION,
  CLEAN_MONDAY,
  CORPUS_CHRISTI,
  EASTER_MONDAY,
  GOOD_FRIDAY,
  ORTHODOX_EASTER_MONDAY,
  ORTHODOX_GOOD_FRIDAY,
  ORTHODOX_WHIT_MONDAY,
  WHIT_MONDAY
} from '../../../src/policy/countries/christian-holidays.ts'
import type { Holiday } from '../../../src/policy/countries/country.ts'
import {
  AL_HOLIDAYS,
  LA_HOLIDAYS,
  MS_HOLIDAYS,
  PA_HOLIDAYS,
  RI_HOLIDAYS,
  UT_HOLIDAYS
} from '../../../src/policy/countries/us-state-holidays.ts'
import { isHoliday } from '../../../src/policy/holidays.ts'
import { dayOf } from '../../../src/policy/local-time.ts'

const daysIn2026 = (holidays: readonly Holiday[]) =>
  Array.from({ length: 365 }, (_, index) => dayOf('2026-01-01') + index)
    .filter((day) => isHoliday(holidays, day))
    .map((day) => new Date(day * 86_400_000).toISOString().slice(5, 10))

test.each([
  [GOOD_FRIDAY, '04-03'],
  [EASTER_MONDAY, '04-06'],
  [ASCENSION, '05-14'],
  [WHIT_MONDAY, '05-25'],
  [CORPUS_CHRISTI, '06-04'],
  [CLEAN_MONDAY, '02-23'],
  [ORTHODOX_GOOD_FRIDAY, '04-10'],
  [ORTHODOX_EASTER_MONDAY, '04-13'],
  [ORTHODOX_WHIT_MONDAY, '06-01']
] as const)('%j is in 2026 on %s', (holiday, day) => {
  expect(daysIn2026([holiday])).toEqual([day])
})

test.each([
  ['AL', AL_HOLIDAYS, ['02-17', '04-27', '06-01', '12-01']],
  ['LA', LA_HOLIDAYS, ['02-17', '04-03', '11-27']],
  ['MS', MS_HOLIDAYS, ['04-27']],
  ['PA', PA_HOLIDAYS, ['04-03', '06-14', '11-03']],
  ['RI', RI_HOLIDAYS, ['05-04', '08-10', '11-03']],
  ['UT', UT_HOLIDAYS, ['06-15', '07-24']]
] as const)('holidays of %s in 2026 are those of the land and others', (_state, holidays, own) => {
  const federal = '01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25'.split(' ')
  expect(daysIn2026(holidays)).toEqual([...federal, ...own].sort())
})
