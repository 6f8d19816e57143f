import { CHRISTMAS, EASTER_MONDAY, NEW_YEAR, SECOND_DAY_OF_CHRISTMAS } from './christian-holidays.ts'
import type { Country } from './country.ts'
import { eu } from './eu.ts'

/** Ireland. */
export const ie: Country = {
  ...eu,
  iso: 'IE',
  name: 'Ireland',
  languages: ['en', 'ga'],
  registrations: [
    {
      name: 'SMS Sender ID Registry of ComReg',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Texts under a sender name that is not registered are marked as likely a scam, and later blocked.',
      source: 'https://www.comreg.ie'
    }
  ],
  dncRegistry: {
    id: 'ie-ndd',
    name: 'National Directory Database',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'S.I. 336/2011, regulation 14'
  },
  holidays: [
    NEW_YEAR,
    { name: "St Brigid's Day", weekday: 1, onOrAfter: '02-01' },
    { name: "St Patrick's Day", day: '03-17' },
    EASTER_MONDAY,
    { name: 'May Day', weekday: 1, onOrAfter: '05-01' },
    { name: 'June Holiday', weekday: 1, onOrAfter: '06-01' },
    { name: 'August Holiday', weekday: 1, onOrAfter: '08-01' },
    { name: 'October Holiday', weekday: 1, onOrAfter: '10-25' },
    CHRISTMAS,
    SECOND_DAY_OF_CHRISTMAS
  ],
  optOutWords: ['STOP', 'UNSUBSCRIBE'],
  regulations: [
    ...eu.regulations,
    { name: 'S.I. 336/2011, regulation 13', source: 'https://www.irishstatutebook.ie', checked: '2025-06-01' }
  ]
}
