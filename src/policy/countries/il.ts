import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { between, CUSTOM_SALES_HOURS, UNASKED } from './hours.ts'

const DAY = between('08:00', '21:00')

/** Israel. */
export const il: Country = {
  iso: 'IL',
  name: 'Israel',
  languages: ['he', 'ar', 'en'],
  // Section 30A names automatic dialling systems beside SMS and email.
  consent: SELLING_ASKS_FIRST,
  registrations: [],
  dncRegistry: {
    id: 'il-do-not-call',
    name: 'Database for the restriction of marketing calls',
    // It binds every approach by way of a phone number, WhatsApp included.
    binds: { voice: ['marketing'], sms: ['marketing'], whatsapp: ['marketing'] },
    consultedFor: ['voice', 'sms', 'whatsapp'],
    validDays: 15,
    source: 'Consumer Protection Law 1981, amendment 61, and the regulations of 2022 (in force 2023-01-01)'
  },
  callingHours: [
    {
      binds: UNASKED,
      hours: { weekdays: DAY, friday: between('08:00', '14:00'), saturday: [], sunday: DAY, holidays: [] },
      source: 'Custom: no law sets these hours; Sabbath and festivals are kept free from 14:00 on Friday'
    },
    {
      ...CUSTOM_SALES_HOURS,
      hours: {
        weekdays: between('09:00', '20:00'),
        friday: between('09:00', '13:00'),
        saturday: [],
        sunday: between('09:00', '20:00'),
        holidays: []
      }
    }
  ],
  // Festivals of rest and their eves, by the Hebrew calendar.
  holidays: [
    {
      name: 'Passover, eve and first day',
      dates: ['2026-04-01', '2026-04-02', '2027-04-21', '2027-04-22', '2028-04-10', '2028-04-11']
    },
    {
      name: 'Passover, eve of the seventh and seventh day',
      dates: ['2026-04-07', '2026-04-08', '2027-04-27', '2027-04-28', '2028-04-16', '2028-04-17']
    },
    { name: 'Independence Day', dates: ['2026-04-22', '2027-05-12', '2028-05-02'] },
    {
      name: 'Shavuot, eve and day',
      dates: ['2026-05-21', '2026-05-22', '2027-06-10', '2027-06-11', '2028-05-30', '2028-05-31']
    },
    {
      name: 'Rosh Hashanah, eve and days',
      dates: [
        '2026-09-11',
        '2026-09-12',
        '2026-09-13',
        '2027-10-01',
        '2027-10-02',
        '2027-10-03',
        '2028-09-20',
        '2028-09-21',
        '2028-09-22'
      ]
    },
    {
      name: 'Yom Kippur, eve and day',
      dates: ['2026-09-20', '2026-09-21', '2027-10-10', '2027-10-11', '2028-09-29', '2028-09-30']
    },
    {
      name: 'Sukkot, eve and first day',
      dates: ['2026-09-25', '2026-09-26', '2027-10-15', '2027-10-16', '2028-10-04', '2028-10-05']
    },
    {
      name: 'Simchat Torah, eve and day',
      dates: ['2026-10-02', '2026-10-03', '2027-10-22', '2027-10-23', '2028-10-11', '2028-10-12']
    }
  ],
  recording: 'one-party',
  disclosure: { ai: 'recommended', recording: 'recommended' },
  optOutWords: ['הסר', 'הסרה', 'הסירו', 'STOP', 'REMOVE'],
  regulations: [
    {
      name: 'Communications (Telecommunications and Broadcasting) Law 1982, section 30A',
      source: 'https://www.gov.il/en/pages/spam_law',
      checked: '2025-06-01'
    },
    {
      name: 'Consumer Protection Law 1981, amendment 61: do-not-call database',
      source: 'https://www.law.co.il/en/news/2022/07/04/do-not-call-me-registry-to-start-operating-in-november/',
      checked: '2026-11-20'
    },
    {
      name: 'Wiretap Law 1979: one party to the call',
      source: 'https://www.nevo.co.il/law_html/law01/p181_001.htm',
      checked: '2025-06-01'
    }
  ]
}
