import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  CORPUS_CHRISTI,
  GOOD_FRIDAY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Portugal. */
export const pt: Country = {
  ...eu,
  iso: 'PT',
  name: 'Portugal',
  languages: ['pt'],
  holidays: [
    NEW_YEAR,
    GOOD_FRIDAY,
    { name: 'Freedom Day', day: '04-25' },
    LABOUR_DAY,
    CORPUS_CHRISTI,
    { name: 'Portugal Day', day: '06-10' },
    ASSUMPTION,
    { name: 'Republic Day', day: '10-05' },
    ALL_SAINTS,
    { name: 'Restoration of Independence', day: '12-01' },
    IMMACULATE_CONCEPTION,
    CHRISTMAS
  ],
  optOutWords: ['PARAR', 'SAIR', 'CANCELAR', 'REMOVER'],
  regulations: [
    ...eu.regulations,
    { name: 'Law 41/2004, articles 13-A and 13-B', source: 'https://diariodarepublica.pt', checked: '2025-06-01' }
  ]
}
