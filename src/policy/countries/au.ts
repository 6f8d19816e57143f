import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** Australia. */
export const au: Country = {
  iso: 'AU',
  name: 'Australia',
  languages: ['en'],
  consent: SELLING_ASKS_FIRST,
  registrations: [
    {
      name: 'SMS Sender ID Register of the ACMA',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Texts under a sender name that is not registered are shown as Unverified, as of 2026-07-01.',
      source: 'Telecommunications (SMS Sender ID Register) Industry Standard 2025'
    }
  ],
  dncRegistry: {
    id: 'au-dncr',
    name: 'Do Not Call Register',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'Do Not Call Register Act 2006; https://www.donotcall.gov.au'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: { weekdays: between('09:00', '20:00'), saturday: between('09:00', '17:00'), sunday: [], holidays: [] },
      source: 'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017, section 8'
    }
  ],
  holidays: [
    { name: "New Year's Day", day: '01-01', observed: 'monday' },
    { name: 'Australia Day', day: '01-26', observed: 'monday' },
    { name: 'Good Friday', easter: -2 },
    { name: 'Easter Saturday', easter: -1 },
    { name: 'Easter Monday', easter: 1 },
    { name: 'Anzac Day', day: '04-25', observed: 'monday' },
    { name: "King's Birthday", weekday: 1, onOrAfter: '06-08' },
    { name: 'Christmas Day', day: '12-25', observed: 'monday' },
    { name: 'Boxing Day', day: '12-26', observed: 'monday' },
    { name: 'Substitute days of Christmas', dates: ['2027-12-27', '2027-12-28'] }
  ],
  // The states differ; most ask for everybody.
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['STOP', 'UNSUBSCRIBE', 'OPT OUT', 'OPTOUT'],
  regulations: [
    {
      name: 'Spam Act 2003',
      source: 'https://www.legislation.gov.au/C2004A01214/latest',
      checked: '2025-06-01'
    },
    {
      name: 'Do Not Call Register Act 2006',
      source: 'https://www.legislation.gov.au/C2006A00088/latest',
      checked: '2025-06-01'
    },
    {
      name: 'Telecommunications (SMS Sender ID Register) Industry Standard 2025',
      source: 'https://www.acma.gov.au/sms-sender-id-register',
      checked: '2026-11-20'
    },
    {
      name: 'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017',
      source: 'https://www.legislation.gov.au/F2017L00323/latest',
      checked: '2025-06-01'
    }
  ]
}
