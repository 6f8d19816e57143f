import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, daily, SALES } from './hours.ts'

/** India. */
export const india: Country = {
  iso: 'IN',
  name: 'India',
  languages: ['en', 'hi'],
  consent: SELLING_ASKS_FIRST,
  registrations: [
    {
      name: 'TRAI DLT: principal entity, sender header and content template',
      channels: ['sms'],
      binds: 'domestic-numbers',
      without: 'Operators block commercial texts of senders and templates that are not on the DLT ledger.',
      source: 'Telecom Commercial Communications Customer Preference Regulations 2018'
    }
  ],
  dncRegistry: {
    id: 'in-ncpr',
    name: 'National Customer Preference Register',
    binds: { voice: ['marketing'], sms: ['marketing'] },
    // Operators compare texts with it themselves.
    consultedFor: ['voice'],
    source: 'https://www.nccptrai.gov.in'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: daily('10:00', '21:00'),
      source: 'TRAI: promotional messages and calls leave between 10:00 and 21:00 (TCCCPR 2018)'
    }
  ],
  holidays: [
    { name: 'Republic Day', day: '01-26' },
    { name: 'Independence Day', day: '08-15' },
    { name: 'Gandhi Jayanti', day: '10-02' }
  ],
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['STOP', 'DND', 'बंद करें', 'रोकें'],
  duties: ['Make calls that sell from numbers of the series 140, and those about a service from the series 1600.'],
  regulations: [
    {
      name: 'Telecom Commercial Communications Customer Preference Regulations 2018, as amended in 2025',
      source: 'https://www.trai.gov.in/notifications/regulations/',
      checked: '2025-06-01'
    },
    {
      name: 'Digital Personal Data Protection Act 2023',
      source: 'https://www.meity.gov.in/data-protection-framework',
      checked: '2025-06-01'
    }
  ]
}
