import {
  ALL_SAINTS,
  ASCENSION,
  ASSUMPTION,
  CHRISTMAS,
  EASTER_MONDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Luxembourg. */
export const lu: Country = {
  ...eu,
  iso: 'LU',
  name: 'Luxembourg',
  languages: ['lb', 'fr', 'de'],
  holidays: [
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Europe Day', day: '05-09' },
    ASCENSION,
    WHIT_MONDAY,
    { name: 'National Day', day: '06-23' },
    ASSUMPTION,
    ALL_SAINTS,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ARRET', 'ARRÊT', 'STOPP'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Act of 30 May 2005 on privacy in electronic communications, article 11',
      source: 'https://legilux.public.lu',
      checked: '2025-06-01'
    }
  ]
}
