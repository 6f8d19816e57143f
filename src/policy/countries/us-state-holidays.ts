import type { Holiday } from './country.ts'
import { US_HOLIDAYS } from './us-holidays.ts'

const GOOD_FRIDAY: Holiday = { name: 'Good Friday', easter: -2 }
const MARDI_GRAS: Holiday = { name: 'Mardi Gras', easter: -47 }
const ELECTION_DAY: Holiday = { name: 'Election Day', weekday: 2, onOrAfter: '11-02' }

/** Source: Ala. Code 1-3-8. */
export const AL_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  MARDI_GRAS,
  { name: 'Confederate Memorial Day', weekday: 1, onOrAfter: '04-22' },
  { name: "Jefferson Davis' Birthday", weekday: 1, onOrAfter: '06-01' },
  { name: 'Mrs. Rosa L. Parks Day', day: '12-01' }
]

/** Source: La. R.S. 1:55, as the Public Service Commission applies it; days that the governor declares are not in it. */
export const LA_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  MARDI_GRAS,
  GOOD_FRIDAY,
  { name: 'Day after Thanksgiving', weekday: 5, onOrAfter: '11-23' }
]

/** Source: Miss. Code 3-3-7. */
export const MS_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  { name: 'Confederate Memorial Day', weekday: 1, onOrAfter: '04-24' }
]

/** Source: 44 P.S. 11. */
export const PA_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  GOOD_FRIDAY,
  { name: 'Flag Day', day: '06-14' },
  ELECTION_DAY
]

/** Source: R.I. Gen. Laws 25-1-1. */
export const RI_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  { name: 'Rhode Island Independence Day', day: '05-04', observed: 'monday' },
  { name: 'Victory Day', weekday: 1, onOrAfter: '08-08' },
  ELECTION_DAY
]

/** Source: Utah Code 63G-1-301; Juneteenth is kept there on a Monday near it. */
export const UT_HOLIDAYS: readonly Holiday[] = [
  ...US_HOLIDAYS,
  { name: 'Juneteenth National Freedom Day', weekday: 1, onOrAfter: '06-15' },
  { name: 'Pioneer Day', day: '07-24', observed: 'nearest-weekday' }
]
