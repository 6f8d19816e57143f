import {
  ASSUMPTION,
  CHRISTMAS,
  CLEAN_MONDAY,
  EPIPHANY,
  LABOUR_DAY,
  NEW_YEAR,
  ORTHODOX_EASTER_MONDAY,
  ORTHODOX_GOOD_FRIDAY,
  ORTHODOX_WHIT_MONDAY,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Cyprus. */
export const cy: Country = {
  ...eu,
  iso: 'CY',
  name: 'Cyprus',
  languages: ['el', 'tr', 'en'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    CLEAN_MONDAY,
    { name: 'Greek Independence Day', day: '03-25' },
    { name: 'National Day', day: '04-01' },
    ORTHODOX_GOOD_FRIDAY,
    ORTHODOX_EASTER_MONDAY,
    LABOUR_DAY,
    ORTHODOX_WHIT_MONDAY,
    ASSUMPTION,
    { name: 'Independence Day', day: '10-01' },
    { name: 'Ochi Day', day: '10-28' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ΣΤΟΠ', 'ΔΙΑΓΡΑΦΗ'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Law 112(I)/2004 on electronic communications, section 106',
      source: 'https://www.cylaw.org',
      checked: '2025-06-01'
    }
  ]
}
