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
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** France. */
export const fr: Country = {
  ...eu,
  iso: 'FR',
  name: 'France',
  languages: ['fr'],
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: {
        weekdays: [...between('10:00', '13:00'), ...between('14:00', '20:00')],
        saturday: [],
        sunday: [],
        holidays: []
      },
      source: 'Decree 2022-1313 of 2022-10-13; it exempts those who consented, who are spared here too'
    }
  ],
  salesCalls: [{ calls: 4, days: 30, source: 'Code de la consommation, article D.223-9' }],
  holidays: [
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    { name: 'Victory Day', day: '05-08' },
    ASCENSION,
    WHIT_MONDAY,
    { name: 'National Day', day: '07-14' },
    ASSUMPTION,
    ALL_SAINTS,
    { name: 'Armistice Day', day: '11-11' },
    CHRISTMAS
  ],
  optOutWords: ['ARRET', 'ARRÊT', 'STOP'],
  duties: ['Do not call somebody who declined again within 60 days (Code de la consommation, article D.223-9).'],
  regulations: [
    ...eu.regulations,
    {
      name: 'Code de la consommation, articles L.223-1 and following, as of 2026-08-11: calls that sell need consent; Bloctel has ended',
      source: 'https://www.legifrance.gouv.fr',
      checked: '2026-11-20'
    }
  ]
}
