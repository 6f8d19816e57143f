import {
  ASSUMPTION,
  CHRISTMAS,
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

/** Romania. */
export const ro: Country = {
  ...eu,
  iso: 'RO',
  name: 'Romania',
  languages: ['ro'],
  holidays: [
    NEW_YEAR,
    { name: 'Second day of the year', day: '01-02' },
    EPIPHANY,
    { name: "St John's Day", day: '01-07' },
    { name: 'Unification Day', day: '01-24' },
    ORTHODOX_GOOD_FRIDAY,
    ORTHODOX_EASTER_MONDAY,
    LABOUR_DAY,
    { name: "Children's Day", day: '06-01' },
    ORTHODOX_WHIT_MONDAY,
    ASSUMPTION,
    { name: "St Andrew's Day", day: '11-30' },
    { name: 'National Day', day: '12-01' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['DEZABONARE'],
  regulations: [
    ...eu.regulations,
    { name: 'Law 506/2004, article 12', source: 'https://legislatie.just.ro', checked: '2025-06-01' }
  ]
}
