import {
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Latvia. */
export const lv: Country = {
  ...eu,
  iso: 'LV',
  name: 'Latvia',
  languages: ['lv'],
  holidays: [
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Restoration of Independence', day: '05-04' },
    { name: 'Midsummer Eve', day: '06-23' },
    { name: 'Midsummer Day', day: '06-24' },
    { name: 'Proclamation Day', day: '11-18' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS,
    { name: "New Year's Eve", day: '12-31' }
  ],
  optOutWords: ['ATTEIKTIES'],
  regulations: [
    ...eu.regulations,
    { name: 'Law on Information Society Services, section 9', source: 'https://likumi.lv', checked: '2025-06-01' }
  ]
}
