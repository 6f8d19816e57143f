import {
  CHRISTMAS,
  CHRISTMAS_EVE,
  LABOUR_DAY,
  NEW_YEAR,
  ORTHODOX_EASTER_MONDAY,
  ORTHODOX_GOOD_FRIDAY,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Bulgaria. */
export const bg: Country = {
  ...eu,
  iso: 'BG',
  name: 'Bulgaria',
  languages: ['bg'],
  holidays: [
    NEW_YEAR,
    { name: 'Liberation Day', day: '03-03' },
    ORTHODOX_GOOD_FRIDAY,
    { name: 'Orthodox Holy Saturday', easter: -1, orthodox: true },
    ORTHODOX_EASTER_MONDAY,
    LABOUR_DAY,
    { name: "St George's Day", day: '05-06' },
    { name: 'Day of Culture and Literacy', day: '05-24' },
    { name: 'Unification Day', day: '09-06' },
    { name: 'Independence Day', day: '09-22' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['СТОП', 'ОТКАЗ'],
  regulations: [
    ...eu.regulations,
    { name: 'Electronic Communications Act, article 261', source: 'https://lex.bg', checked: '2025-06-01' }
  ]
}
