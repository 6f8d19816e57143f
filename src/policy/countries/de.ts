import {
  ALL_SAINTS,
  ASCENSION,
  ASSUMPTION,
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
    { name: "Women's Day", day: '03-08' },
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    { name: "Children's Day", day: '09-20' },
    { name: 'Day of German Unity', day: '10-03' },
    { name: 'Reformation Day', day: '10-31' },
    ALL_SAINTS,
    { name: 'Day of Repentance', weekday: 3, onOrAfter: '11-16' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['STOPP', 'ABMELDEN'],
  duties: ['Keep proof of consent to calls that sell for five years after it was last used (UWG, section 7a).'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Gesetz gegen den unlauteren Wettbewerb, sections 7 and 7a; Strafgesetzbuch, section 201 (recording)',
      source: 'https://www.gesetze-im-internet.de',
      checked: '2025-06-01'
    }
  ]
}
