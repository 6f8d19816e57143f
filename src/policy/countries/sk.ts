import {
  ALL_SAINTS,
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

/** Slovakia. */
export const sk: Country = {
  ...eu,
  iso: 'SK',
  name: 'Slovakia',
  languages: ['sk'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Victory Day', day: '05-08' },
    { name: 'Cyril and Methodius', day: '07-05' },
    { name: 'National Uprising Day', day: '08-29' },
    { name: 'Our Lady of Sorrows', day: '09-15' },
    ALL_SAINTS,
    { name: 'Freedom Day', day: '11-17' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ODHLASIT', 'ODHLÁSIŤ'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Electronic Communications Act 452/2021, section 116',
      source: 'https://www.slov-lex.sk',
      checked: '2025-06-01'
    }
  ]
}
