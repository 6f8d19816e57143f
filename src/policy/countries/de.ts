import {
  ALL_SAINTS,
  ASCENSION,
  CHRISTMAS,
  CORPUS_CHRISTI,
  EASTER_MONDAY,
  EPIPHANY,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Germany; holidays of some states count for all. */
export const de: Country = {
  ...eu,
  iso: 'DE',
  name: 'Germany',
  languages: ['de'],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    { name: 'Day of German Unity', day: '10-03' },
    { name: 'Reformation Day', day: '10-31' },
    ALL_SAINTS,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['STOPP', 'ABMELDEN'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Gesetz gegen den unlauteren Wettbewerb, sections 7 and 7a; Strafgesetzbuch, section 201 (recording)',
      source: 'https://www.gesetze-im-internet.de',
      checked: '2025-06-01'
    }
  ]
}
