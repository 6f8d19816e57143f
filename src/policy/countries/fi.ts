import {
  ASCENSION,
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  EPIPHANY,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Finland. */
export const fi: Country = {
  ...eu,
  iso: 'FI',
  name: 'Finland',
  languages: ['fi', 'sv'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    { name: 'Midsummer Eve', weekday: 5, onOrAfter: '06-19' },
    { name: 'Midsummer Day', weekday: 6, onOrAfter: '06-20' },
    { name: "All Saints' Day", weekday: 6, onOrAfter: '10-31' },
    { name: 'Independence Day', day: '12-06' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['LOPETA', 'PERUUTA', 'STOPP'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Act on Electronic Communications Services 917/2014, sections 200 to 204',
      source: 'https://www.finlex.fi',
      checked: '2025-06-01'
    }
  ]
}
