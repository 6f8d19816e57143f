import {
  ASSUMPTION,
  CHRISTMAS,
  GOOD_FRIDAY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Malta. */
export const mt: Country = {
  ...eu,
  iso: 'MT',
  name: 'Malta',
  languages: ['mt', 'en'],
  holidays: [
    NEW_YEAR,
    { name: "St Paul's Shipwreck", day: '02-10' },
    { name: "St Joseph's Day", day: '03-19' },
    { name: 'Freedom Day', day: '03-31' },
    GOOD_FRIDAY,
    LABOUR_DAY,
    { name: 'Sette Giugno', day: '06-07' },
    { name: 'St Peter and St Paul', day: '06-29' },
    ASSUMPTION,
    { name: 'Victory Day', day: '09-08' },
    { name: 'Independence Day', day: '09-21' },
    IMMACULATE_CONCEPTION,
    { name: 'Republic Day', day: '12-13' },
    CHRISTMAS
  ],
  optOutWords: ['STOP', 'UNSUBSCRIBE'],
  regulations: [
    ...eu.regulations,
    { name: 'Subsidiary Legislation 586.01, regulation 9', source: 'https://legislation.mt', checked: '2025-06-01' }
  ]
}
