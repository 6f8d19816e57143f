import { CHRISTMAS, GOOD_FRIDAY } from './christian-holidays.ts'
import type { Country } from './country.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

const WEEKEND = between('10:00', '18:00')

/** Canada; holidays of some provinces count for all. */
export const ca: Country = {
  iso: 'CA',
  name: 'Canada',
  languages: ['en', 'fr'],
  consent: {
    // CASL takes a business relationship of two years, or an inquiry of six months, for consent.
    sms: { conversational: 'implied', transactional: 'transactional', marketing: 'implied' },
    whatsapp: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    email: { conversational: 'none', transactional: 'none', marketing: 'implied' },
    // A synthesized voice counts as an automatic dialing-announcing device, which needs express consent to sell.
    voice: { conversational: 'implied', transactional: 'transactional', marketing: 'express' }
  },
  // Whether it was a purchase or an inquiry is not on record: without an end the shorter time holds.
  impliedConsent: { days: 180, maxDays: 730, source: "Canada's Anti-Spam Legislation, section 10(10) and (13)" },
  registrations: [],
  dncRegistry: {
    id: 'ca-dncl',
    name: 'National Do Not Call List',
    binds: { voice: ['marketing'] },
    consultedFor: ['voice'],
    source: 'https://crtc.gc.ca/eng/phone/telemarketing/tobligations/rules-regles.htm'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: { weekdays: between('09:00', '21:30'), saturday: WEEKEND, sunday: WEEKEND, holidays: WEEKEND },
      source: 'CRTC Unsolicited Telecommunications Rules, part III; holidays are taken for weekends'
    }
  ],
  holidays: [
    { name: "New Year's Day", day: '01-01', observed: 'monday' },
    { name: 'Family Day', weekday: 1, onOrAfter: '02-15' },
    GOOD_FRIDAY,
    { name: 'Victoria Day', weekday: 1, onOrAfter: '05-18' },
    { name: 'National Holiday of Quebec', day: '06-24' },
    { name: 'Canada Day', day: '07-01', observed: 'monday' },
    { name: 'Civic Holiday', weekday: 1, onOrAfter: '08-01' },
    { name: 'Labour Day', weekday: 1, onOrAfter: '09-01' },
    { name: 'National Day for Truth and Reconciliation', day: '09-30' },
    { name: 'Thanksgiving', weekday: 1, onOrAfter: '10-08' },
    { name: 'Remembrance Day', day: '11-11' },
    CHRISTMAS,
    { name: 'Boxing Day', day: '12-26', observed: 'monday' }
  ],
  // The Criminal Code asks for one party; privacy law asks a business for everybody's.
  recording: 'all-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['STOP', 'UNSUBSCRIBE', 'ARRET', 'ARRÊT'],
  duties: ['Register with the operator of the National Do Not Call List before you sell by phone.'],
  regulations: [
    {
      name: 'CRTC Unsolicited Telecommunications Rules',
      source: 'http://www.crtc.gc.ca/eng/trules-reglest.htm',
      checked: '2026-11-20'
    },
    {
      name: "Canada's Anti-Spam Legislation, S.C. 2010, c. 23",
      source: 'https://laws-lois.justice.gc.ca/eng/acts/E-1.6/',
      checked: '2025-06-01'
    },
    {
      name: 'Personal Information Protection and Electronic Documents Act',
      source: 'https://laws-lois.justice.gc.ca/eng/acts/P-8.6/',
      checked: '2025-06-01'
    }
  ]
}
