import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Lithuania. */
export const lt: Country = {
  ...eu,
  iso: 'LT',
  name: 'Lithuania',
  languages: ['lt'],
  holidays: [
    NEW_YEAR,
    { name: 'Restoration of the State', day: '02-16' },
    { name: 'Restoration of Independence', day: '03-11' },
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: "St John's Day", day: '06-24' },
    { name: 'Statehood Day', day: '07-06' },
    ASSUMPTION,
    ALL_SAINTS,
    { name: "All Souls' Day", day: '11-02' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ATSISAKAU', 'ATSISAKYTI'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Law on Electronic Communications: direct marketing needs consent',
      source: 'https://www.e-tar.lt',
      checked: '2025-06-01'
    }
  ]
}
