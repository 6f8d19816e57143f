import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  EASTER_MONDAY,
  EPIPHANY,
  GOOD_FRIDAY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** Spain; holidays of most communities count for all. */
export const es: Country = {
  ...eu,
  iso: 'ES',
  name: 'Spain',
  languages: ['es', 'ca', 'gl', 'eu'],
  registrations: [
    {
      name: 'Alias register of the CNMC',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Operators block texts under a sender name that is not registered.',
      source: 'Orden TDF/149/2025, article 8'
    }
  ],
  dncRegistry: {
    id: 'es-robinson',
    name: 'Lista Robinson',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'Organic Law 3/2018, article 23(4); https://www.listarobinson.es'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: { weekdays: between('09:00', '21:00'), saturday: [], sunday: [], holidays: [] },
      source: 'Real Decreto Legislativo 1/2007, article 96(2)'
    }
  ],
  holidays: [
    NEW_YEAR,
    EPIPHANY,
    { name: 'Maundy Thursday', easter: -3 },
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASSUMPTION,
    { name: 'National Day', day: '10-12' },
    ALL_SAINTS,
    { name: 'Constitution Day', day: '12-06' },
    IMMACULATE_CONCEPTION,
    CHRISTMAS
  ],
  optOutWords: ['BAJA', 'ALTO', 'PARAR', 'CANCELAR'],
  duties: ['Sell by phone from numbers of the ranges 800 and 900 or from geographic ones, never from a mobile number.'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Law 34/2002, article 21; Law 11/2022, article 66; consumer law RDL 1/2007, article 96',
      source: 'https://www.boe.es',
      checked: '2026-11-20'
    },
    {
      name: 'Orden TDF/149/2025, articles 8 to 10: numbers and names under which one may sell',
      source: 'https://www.boe.es/eli/es/o/2025/02/12/tdf149',
      checked: '2026-11-20'
    }
  ]
}
