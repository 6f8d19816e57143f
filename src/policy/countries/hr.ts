import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  CORPUS_CHRISTI,
  EASTER_MONDAY,
  EPIPHANY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Croatia. */
export const hr: Country = {
  ...eu,
  iso: 'HR',
  name: 'Croatia',
  languages: ['hr'],
  dncRegistry: {
    id: 'hr-ne-zovi',
    name: 'Ne zovi',
    binds: { voice: ['marketing'], sms: ['marketing'] },
    consultedFor: ['voice', 'sms'],
    // Numbers are entered within seven days.
    validDays: 7,
    source: 'Consumer Protection Act 2022; https://registar-ne-zovi.hakom.hr'
  },
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Statehood Day', day: '05-30' },
    CORPUS_CHRISTI,
    { name: 'Anti-Fascist Struggle Day', day: '06-22' },
    { name: 'Victory Day', day: '08-05' },
    ASSUMPTION,
    ALL_SAINTS,
    { name: 'Remembrance Day', day: '11-18' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ODJAVA'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Electronic Communications Act 2022 and Consumer Protection Act 2022',
      source: 'https://narodne-novine.nn.hr',
      checked: '2025-06-01'
    }
  ]
}
