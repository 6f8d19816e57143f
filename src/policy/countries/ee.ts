import {
  CHRISTMAS,
  CHRISTMAS_EVE,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Estonia. */
export const ee: Country = {
  ...eu,
  iso: 'EE',
  name: 'Estonia',
  languages: ['et'],
  holidays: [
    NEW_YEAR,
    { name: 'Independence Day', day: '02-24' },
    GOOD_FRIDAY,
    LABOUR_DAY,
    { name: 'Victory Day', day: '06-23' },
    { name: 'Midsummer Day', day: '06-24' },
    { name: 'Restoration of Independence', day: '08-20' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['STOPP', 'LOOBU'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Electronic Communications Act, section 103-1',
      source: 'https://www.riigiteataja.ee',
      checked: '2025-06-01'
    }
  ]
}
