import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, CUSTOM_SALES_HOURS } from './hours.ts'

/** Japan. */
export const jp: Country = {
  iso: 'JP',
  name: 'Japan',
  languages: ['ja'],
  // The law lets people refuse calls that sell; the stricter consent is asked of a machine.
  consent: SELLING_ASKS_FIRST,
  registrations: [],
  dncRegistry: null,
  callingHours: [CUSTOM_HOURS, CUSTOM_SALES_HOURS],
  holidays: [
    { name: "New Year's Day", day: '01-01', observed: 'monday' },
    { name: 'Coming of Age Day', weekday: 1, onOrAfter: '01-08' },
    { name: 'National Foundation Day', day: '02-11', observed: 'monday' },
    { name: "Emperor's Birthday", day: '02-23', observed: 'monday' },
    { name: 'Vernal Equinox Day', dates: ['2026-03-20', '2027-03-21', '2027-03-22', '2028-03-20'] },
    { name: 'Showa Day', day: '04-29', observed: 'monday' },
    { name: 'Constitution Day', day: '05-03' },
    { name: 'Greenery Day', day: '05-04' },
    { name: "Children's Day", day: '05-05', observed: 'monday' },
    { name: 'Substitute day of May', dates: ['2026-05-06'] },
    { name: 'Marine Day', weekday: 1, onOrAfter: '07-15' },
    { name: 'Mountain Day', day: '08-11', observed: 'monday' },
    { name: 'Respect for the Aged Day', weekday: 1, onOrAfter: '09-15' },
    { name: 'Autumnal Equinox Day', dates: ['2026-09-22', '2026-09-23', '2027-09-23', '2028-09-22'] },
    { name: 'Sports Day', weekday: 1, onOrAfter: '10-08' },
    { name: 'Culture Day', day: '11-03', observed: 'monday' },
    { name: 'Labor Thanksgiving Day', day: '11-23', observed: 'monday' }
  ],
  recording: 'one-party',
  disclosure: { ai: 'recommended', recording: 'recommended' },
  optOutWords: ['停止', '配信停止', '解除', 'STOP'],
  regulations: [
    {
      name: 'Act on Specified Commercial Transactions, articles 12-3, 16 and 17',
      source: 'https://www.japaneselawtranslation.go.jp',
      checked: '2025-06-01'
    },
    {
      name: 'Act on Regulation of Transmission of Specified Electronic Mail: texts and email need an opt-in',
      source: 'https://www.japaneselawtranslation.go.jp',
      checked: '2025-06-01'
    },
    {
      name: 'Act on the Protection of Personal Information',
      source: 'https://www.ppc.go.jp/en/',
      checked: '2025-06-01'
    }
  ]
}
