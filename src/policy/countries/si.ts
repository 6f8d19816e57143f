import {
  ALL_SAINTS,
  ASSUMPTION,
  CHRISTMAS,
  EASTER_MONDAY,
  LABOUR_DAY,
  NEW_YEAR,
  SECOND_DAY_OF_CHRISTMAS
} from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Slovenia. */
export const si: Country = {
  ...eu,
  iso: 'SI',
  name: 'Slovenia',
  languages: ['sl'],
  holidays: [
    NEW_YEAR,
    { name: 'Second day of the year', day: '01-02' },
    { name: 'Prešeren Day', day: '02-08' },
    EASTER_MONDAY,
    { name: 'Uprising Day', day: '04-27' },
    LABOUR_DAY,
    { name: 'Second day of May', day: '05-02' },
    { name: 'Statehood Day', day: '06-25' },
    ASSUMPTION,
    { name: 'Reformation Day', day: '10-31' },
    ALL_SAINTS,
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['ODJAVA'],
  regulations: [
    ...eu.regulations,
    { name: 'Electronic Communications Act ZEKom-2, article 226', source: 'https://pisrs.si', checked: '2025-06-01' }
  ]
}
