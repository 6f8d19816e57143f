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

/** Greece. */
export const gr: Country = {
  ...eu,
  iso: 'GR',
  name: 'Greece',
  languages: ['el'],
  dncRegistry: {
    id: 'gr-article-11',
    name: 'Registers of article 11 that each provider keeps',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'Law 3471/2006, article 11(2); https://www.dpa.gr'
  },
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    CLEAN_MONDAY,
    { name: 'Independence Day', day: '03-25' },
    ORTHODOX_GOOD_FRIDAY,
    ORTHODOX_EASTER_MONDAY,
    LABOUR_DAY,
    ORTHODOX_WHIT_MONDAY,
    ASSUMPTION,
    { name: 'Ochi Day', day: '10-28' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ΣΤΟΠ', 'ΔΙΑΓΡΑΦΗ'],
  regulations: [
    ...eu.regulations,
    { name: 'Law 3471/2006, article 11', source: 'https://www.dpa.gr', checked: '2025-06-01' }
  ]
}
