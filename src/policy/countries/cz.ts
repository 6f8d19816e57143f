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

/** Czechia. */
export const cz: Country = {
  ...eu,
  iso: 'CZ',
  name: 'Czechia',
  languages: ['cs'],
  holidays: [
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Victory Day', day: '05-08' },
    { name: 'Cyril and Methodius', day: '07-05' },
    { name: 'Jan Hus Day', day: '07-06' },
    { name: 'Statehood Day', day: '09-28' },
    { name: 'Independence Day', day: '10-28' },
    { name: 'Freedom Day', day: '11-17' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ODHLASIT', 'ODHLÁSIT'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Act 127/2005 on electronic communications, sections 95 and 96: calls that sell need consent since 2022',
      source: 'https://www.e-sbirka.cz',
      checked: '2025-06-01'
    }
  ]
}
