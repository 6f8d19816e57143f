import { CHRISTMAS, GOOD_FRIDAY, LABOUR_DAY, NEW_YEAR } from './christian-holidays.ts'
import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, CUSTOM_SALES_HOURS } from './hours.ts'

/** Singapore; holidays of 2027 and 2028 that follow the moon are those that are computed, and may be off by a day. */
export const sg: Country = {
  iso: 'SG',
  name: 'Singapore',
  languages: ['en', 'zh', 'ms', 'ta'],
  consent: SELLING_ASKS_FIRST,
  registrations: [
    {
      name: 'Singapore SMS Sender ID Registry',
      channels: ['sms'],
      binds: 'sender-names',
      without: 'Texts under a sender name that is not registered are labelled as likely a scam.',
      source: 'https://www.sgnic.sg/smsregistry'
    }
  ],
  dncRegistry: {
    id: 'sg-dnc',
    name: 'Do Not Call Registry',
    binds: { voice: ['marketing'], sms: ['marketing'], whatsapp: ['marketing'] },
    consultedFor: ['voice', 'sms', 'whatsapp'],
    validDays: 21,
    source: 'Personal Data Protection Act 2012, part 9; https://www.dnc.gov.sg'
  },
  callingHours: [CUSTOM_HOURS, CUSTOM_SALES_HOURS],
  holidays: [
    NEW_YEAR,
    {
      name: 'Chinese New Year',
      dates: ['2026-02-17', '2026-02-18', '2027-02-06', '2027-02-07', '2027-02-08', '2028-01-26', '2028-01-27']
    },
    { name: 'Hari Raya Puasa', dates: ['2026-03-20', '2026-03-21', '2027-03-10', '2028-02-27'] },
    GOOD_FRIDAY,
    LABOUR_DAY,
    { name: 'Hari Raya Haji', dates: ['2026-05-27', '2027-05-16', '2027-05-17', '2028-05-05'] },
    { name: 'Vesak Day', dates: ['2026-05-31', '2026-06-01', '2027-05-20', '2028-05-09'] },
    { name: 'National Day', day: '08-09', observed: 'monday' },
    { name: 'Deepavali', dates: ['2026-11-08', '2026-11-09', '2027-10-28', '2027-10-29', '2028-10-17'] },
    CHRISTMAS
  ],
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['STOP', 'UNSUB', 'UNSUBSCRIBE'],
  regulations: [
    {
      name: 'Personal Data Protection Act 2012, parts 9 and 9A',
      source: 'https://sso.agc.gov.sg/Act/PDPA2012',
      checked: '2025-06-01'
    },
    {
      name: 'Spam Control Act 2007',
      source: 'https://sso.agc.gov.sg/Act/SCA2007',
      checked: '2025-06-01'
    }
  ]
}
