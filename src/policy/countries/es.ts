import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  EPIPHANY,
  GOOD_FRIDAY,
  IMMACULATE_CONCEPTION,
  LABOUR_DAY,
  NEW_YEAR
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** Spain. */
export const es: Country = {
  ...eu,
  iso: 'ES',
  name: 'Spain',
  languages: ['es', 'ca', 'gl', 'eu'],
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
    GOOD_FRIDAY,
    LABOUR_DAY,
    ASSUMPTION,
    { name: 'National Day', day: '10-12' },
    ALL_SAINTS,
    { name: 'Constitution Day', day: '12-06' },
    IMMACULATE_CONCEPTION,
    CHRISTMAS
  ],
  optOutWords: ['BAJA', 'ALTO', 'PARAR', 'CANCELAR'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Law 34/2002, article 21; Law 11/2022, article 66; consumer law RDL 1/2007, article 96',
      source: 'https://www.boe.es',
      checked: '2026-11-20'
    }
  ]
}
