import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, CUSTOM_SALES_HOURS } from './hours.ts'

/** The United Kingdom; holidays of each of its countries count for all. */
export const gb: Country = {
  iso: 'GB',
  name: 'United Kingdom',
  languages: ['en'],
  // PECR regulation 19: calls by an automated system need consent to that.
  consent: SELLING_ASKS_FIRST,
  registrations: [],
  dncRegistry: {
    id: 'gb-tps',
    name: 'Telephone Preference Service, with the Corporate one',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source:
      'https://www.legislation.gov.uk/uksi/2003/2426/regulation/21; numbers of companies are on a register of their own'
  },
  callingHours: [CUSTOM_HOURS, CUSTOM_SALES_HOURS],
  holidays: [
    { name: "New Year's Day", day: '01-01', observed: 'monday' },
    { name: '2 January', day: '01-02', observed: 'monday' },
    { name: "St Patrick's Day", day: '03-17', observed: 'monday' },
    { name: 'Good Friday', easter: -2 },
    { name: 'Easter Monday', easter: 1 },
    { name: 'Early May bank holiday', weekday: 1, onOrAfter: '05-01' },
    { name: 'Spring bank holiday', weekday: 1, onOrAfter: '05-25' },
    { name: 'Battle of the Boyne', day: '07-12', observed: 'monday' },
    { name: 'Summer bank holiday of Scotland', weekday: 1, onOrAfter: '08-01' },
    { name: 'Summer bank holiday', weekday: 1, onOrAfter: '08-25' },
    { name: "St Andrew's Day", day: '11-30', observed: 'monday' },
    { name: 'Christmas Day', day: '12-25', observed: 'monday' },
    { name: 'Boxing Day', day: '12-26', observed: 'monday' },
    { name: 'Substitute days of Christmas', dates: ['2027-12-27', '2027-12-28'] }
  ],
  // Who is on a call may record it for himself; a business that shares the recording needs everybody.
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['STOP', 'UNSUBSCRIBE', 'OPT OUT', 'OPTOUT'],
  duties: ['Import the registers of people (TPS) and of companies (CTPS) as one file.'],
  regulations: [
    {
      name: 'Privacy and Electronic Communications (EC Directive) Regulations 2003, regulations 19 to 24',
      source: 'https://www.legislation.gov.uk/uksi/2003/2426',
      checked: '2025-06-01'
    },
    {
      name: 'UK GDPR and Data Protection Act 2018',
      source: 'https://www.legislation.gov.uk/ukpga/2018/12',
      checked: '2025-06-01'
    },
    {
      name: 'Telecommunications (Lawful Business Practice) Regulations 2000',
      source: 'https://www.legislation.gov.uk/uksi/2000/2699',
      checked: '2025-06-01'
    }
  ]
}
