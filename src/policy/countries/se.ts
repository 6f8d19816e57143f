import {
  ASCENSION,
  CHRISTMAS,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  EPIPHANY,
  GOOD_FRIDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Sweden. */
export const se: Country = {
  ...eu,
  iso: 'SE',
  name: 'Sweden',
  languages: ['sv'],
  dncRegistry: {
    id: 'se-nix',
    name: 'NIX-Telefon',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: "Marknadsföringslagen, section 21, and the industry's rules; https://nix.nu"
  },
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    { name: 'National Day', day: '06-06' },
    { name: 'Midsummer Eve', weekday: 5, onOrAfter: '06-19' },
    { name: 'Midsummer Day', weekday: 6, onOrAfter: '06-20' },
    { name: "All Saints' Day", weekday: 6, onOrAfter: '10-31' },
    CHRISTMAS_EVE,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS,
    { name: "New Year's Eve", day: '12-31' }
  ],
  optOutWords: ['STOPP', 'AVREGISTRERA', 'AVSLUTA'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Marknadsföringslagen (2008:486), sections 19 to 21',
      source: 'https://www.riksdagen.se',
      checked: '2025-06-01'
    }
  ]
}
