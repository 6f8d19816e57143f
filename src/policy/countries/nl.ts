import {
  ASCENSION,
  CHRISTMAS,
  EASTER_MONDAY,
  GOOD_FRIDAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Netherlands. */
export const nl: Country = {
  ...eu,
  iso: 'NL',
  name: 'Netherlands',
  languages: ['nl'],
  holidays: [
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    { name: "King's Day", day: '04-27' },
    { name: 'Liberation Day', day: '05-05' },
    ASCENSION,
    WHIT_MONDAY,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['AFMELDEN', 'STOPPEN'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Telecommunicatiewet, article 11.7: calls that sell need consent since 2021-07-01; the register has ended',
      source: 'https://wetten.overheid.nl',
      checked: '2026-11-20'
    }
  ]
}
