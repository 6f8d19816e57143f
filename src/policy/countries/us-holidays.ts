import type { Holiday } from './country.ts'

/** Federal holidays. Source: 5 U.S.C. 6103. */
export const US_HOLIDAYS: readonly Holiday[] = [
  { name: "New Year's Day", day: '01-01', observed: 'nearest-weekday' },
  { name: 'Birthday of Martin Luther King, Jr.', weekday: 1, onOrAfter: '01-15' },
  { name: "Washington's Birthday", weekday: 1, onOrAfter: '02-15' },
  { name: 'Memorial Day', weekday: 1, onOrAfter: '05-25' },
  { name: 'Juneteenth', day: '06-19', observed: 'nearest-weekday' },
  { name: 'Independence Day', day: '07-04', observed: 'nearest-weekday' },
  { name: 'Labor Day', weekday: 1, onOrAfter: '09-01' },
  { name: 'Columbus Day', weekday: 1, onOrAfter: '10-08' },
  { name: 'Veterans Day', day: '11-11', observed: 'nearest-weekday' },
  { name: 'Thanksgiving Day', weekday: 4, onOrAfter: '11-22' },
  { name: 'Christmas Day', day: '12-25', observed: 'nearest-weekday' }
]
