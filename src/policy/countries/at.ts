import {
  ALL_SAINTS,
  ASCENSION,
  ASSUMPTION,
  CHRISTMAS,
  CORPUS_CHRISTI,
  EASTER_MONDAY,
  EPIPHANY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Austria. */
export const at: Country = {
  ...eu,
  iso: 'AT',
  name: 'Austria',
  languages: ['de'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    { name: 'National Day', day: '10-26' },
    ALL_SAINTS,
    IMMACULATE_CONCEPTION,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['STOPP', 'ABMELDEN'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Telekommunikationsgesetz 2021, section 174: calls, texts and email that sell need consent',
      source: 'https://www.ris.bka.gv.at',
      checked: '2025-06-01'
    }
  ]
}
