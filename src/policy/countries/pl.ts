import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  CHRISTMAS_EVE,
  CORPUS_CHRISTI,
  EASTER_MONDAY,
  EPIPHANY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Poland. */
export const pl: Country = {
  ...eu,
  iso: 'PL',
  name: 'Poland',
  languages: ['pl'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Constitution Day', day: '05-03' },
    CORPUS_CHRISTI,
    ASSUMPTION,
    ALL_SAINTS,
    { name: 'Independence Day', day: '11-11' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['WYPISZ', 'REZYGNUJE', 'REZYGNUJĘ'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Electronic Communications Law of 2024, article 398',
      source: 'https://isap.sejm.gov.pl',
      checked: '2025-06-01'
    }
  ]
}
