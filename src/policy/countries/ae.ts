import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, daily, SALES } from './hours.ts'

/** The United Arab Emirates; days of the Islamic calendar are those that are computed, with a day around them. */
export const ae: Country = {
  iso: 'AE',
  name: 'United Arab Emirates',
  languages: ['ar', 'en'],
  consent: SELLING_ASKS_FIRST,
  registrations: [
    {
      name: 'Sender name, by way of the operators (TDRA)',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Operators block texts under a sender name that is not registered.',
      source: 'https://tdra.gov.ae'
    }
  ],
  dncRegistry: {
    id: 'ae-dncr',
    name: 'Do Not Call Registry',
    binds: { voice: ['marketing'], sms: ['marketing'], whatsapp: ['marketing'] },
    consultedFor: ['voice', 'sms', 'whatsapp'],
    source: 'Cabinet Resolution 56 of 2024'
  },
  callingHours: [
    CUSTOM_HOURS,
    { binds: SALES, hours: daily('09:00', '18:00'), source: 'Cabinet Resolution 56 of 2024: 9:00 to 18:00' }
  ],
  salesCalls: [
    { calls: 1, days: 1, source: 'Cabinet Resolution 56 of 2024' },
    { calls: 2, days: 7, source: 'Cabinet Resolution 56 of 2024' }
  ],
  holidays: [
    { name: "New Year's Day", day: '01-01' },
    {
      name: 'Eid al-Fitr',
      dates: [
        '2026-03-20',
        '2026-03-21',
        '2026-03-22',
        '2027-03-09',
        '2027-03-10',
        '2027-03-11',
        '2028-02-26',
        '2028-02-27',
        '2028-02-28'
      ]
    },
    {
      name: 'Arafat Day and Eid al-Adha',
      dates: [
        '2026-05-26',
        '2026-05-27',
        '2026-05-28',
        '2026-05-29',
        '2027-05-15',
        '2027-05-16',
        '2027-05-17',
        '2027-05-18',
        '2028-05-04',
        '2028-05-05',
        '2028-05-06',
        '2028-05-07'
      ]
    },
    { name: 'National Day', day: '12-02' },
    { name: 'Second day of the National Day', day: '12-03' }
  ],
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['توقف', 'إلغاء', 'الغاء', 'STOP'],
  duties: [
    'Get the approval of the competent authority before you sell by phone, and call from local numbers of the company.',
    'Do not call again who declined.'
  ],
  regulations: [
    {
      name: 'Cabinet Resolutions 56 and 57 of 2024 on telemarketing',
      source: 'https://www.khaleejtimes.com/uae/uae-announces-fines-up-to-dh150000-tighter-telemarketing-rules',
      checked: '2026-11-20'
    },
    {
      name: 'Federal Decree-Law 45 of 2021 on the protection of personal data',
      source: 'https://uaelegislation.gov.ae',
      checked: '2025-06-01'
    }
  ]
}
