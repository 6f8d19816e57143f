import {
  ALL_SAINTS,
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Hungary. */
export const hu: Country = {
  ...eu,
  iso: 'HU',
  name: 'Hungary',
  languages: ['hu'],
  holidays: [
    NEW_YEAR,
    { name: 'Revolution Day', day: '03-15' },
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    WHIT_MONDAY,
    { name: 'State Foundation Day', day: '08-20' },
    { name: 'Republic Day', day: '10-23' },
    ALL_SAINTS,
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['LEIRATKOZAS', 'LEIRATKOZÁS'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Act C of 2003, section 162, and Act XLVIII of 2008, section 6',
      source: 'https://njt.hu',
      checked: '2025-06-01'
    }
  ]
}
