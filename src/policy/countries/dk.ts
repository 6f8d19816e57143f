import {
  ASCENSION,
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  GOOD_FRIDAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Denmark. */
export const dk: Country = {
  ...eu,
  iso: 'DK',
  name: 'Denmark',
  languages: ['da'],
  holidays: [
    NEW_YEAR,
    { name: 'Maundy Thursday', easter: -3 },
    GOOD_FRIDAY,
    EASTER_MONDAY,
    ASCENSION,
    WHIT_MONDAY,
    { name: 'Constitution Day', day: '06-05' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['AFMELD', 'STOP'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Marketing Practices Act, section 10, and Consumer Contracts Act, section 4',
      source: 'https://www.retsinformation.dk',
      checked: '2025-06-01'
    }
  ]
}
