import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  EASTER_MONDAY,
  EPIPHANY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** Italy. */
export const it: Country = {
  ...eu,
  iso: 'IT',
  name: 'Italy',
  languages: ['it', 'de'],
  registrations: [
    {
      name: 'Alias register of AGCOM',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Operators block texts under a sender name that is not registered.',
      source: 'https://www.agcom.it'
    }
  ],
  dncRegistry: {
    id: 'it-rpo',
    name: 'Registro pubblico delle opposizioni',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    validDays: 15,
    source: 'D.P.R. 26/2022; https://registrodelleopposizioni.it'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: { weekdays: between('09:00', '20:00'), saturday: between('10:00', '19:00'), sunday: [], holidays: [] },
      source: 'Code of conduct for telemarketing and teleselling, in force 2024-09-28'
    }
  ],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    { name: 'Liberation Day', day: '04-25' },
    LABOUR_DAY,
    { name: 'Republic Day', day: '06-02' },
    ASSUMPTION,
    { name: 'St Francis of Assisi', day: '10-04' },
    ALL_SAINTS,
    IMMACULATE_CONCEPTION,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['CANCELLA', 'ANNULLA', 'STOP'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Codice in materia di protezione dei dati personali, article 130; code of conduct for telemarketing of 2024',
      source: 'https://www.garanteprivacy.it',
      checked: '2026-11-20'
    }
  ]
}
