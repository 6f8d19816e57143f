import {
  ALL_SAINTS,
  ASCENSION,
  ASSUMPTION,
  CHRISTMAS,
  EASTER_MONDAY,
  LABOUR_DAY,
  NEW_YEAR,
  WHIT_MONDAY
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Belgium. */
export const be: Country = {
  ...eu,
  iso: 'BE',
  name: 'Belgium',
  languages: ['nl', 'fr', 'de'],
  dncRegistry: {
    id: 'be-dncm',
    name: 'Do Not Call Me (Bel-me-niet-meer)',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'Code of Economic Law, article VI.112; https://www.dncm.be'
  },
  holidays: [
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    { name: 'National Day', day: '07-21' },
    ASSUMPTION,
    ALL_SAINTS,
    { name: 'Armistice Day', day: '11-11' },
    CHRISTMAS
  ],
  optOutWords: ['AFMELDEN', 'ARRET', 'ARRÊT', 'STOPP'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Code of Economic Law, articles VI.110 to VI.115',
      source: 'https://www.ejustice.just.fgov.be',
      checked: '2025-06-01'
    }
  ]
}
