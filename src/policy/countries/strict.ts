import type { Country } from './country.ts'
import { CUSTOM_HOURS, CUSTOM_SALES_HOURS } from './hours.ts'

/** For countries without an entry of their own: as strict as any of those in consent, recording and disclosure, with hours by custom. */
export const strict: Country = {
  iso: '*',
  name: 'any other country',
  languages: ['en'],
  consent: {
    sms: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    whatsapp: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    email: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    voice: { conversational: 'express', transactional: 'transactional', marketing: 'express' }
  },
  registrations: [],
  dncRegistry: null,
  callingHours: [CUSTOM_HOURS, CUSTOM_SALES_HOURS],
  holidays: [
    { name: "New Year's Day", day: '01-01' },
    { name: 'Christmas Day', day: '12-25' }
  ],
  recording: 'all-party',
  disclosure: { ai: 'required', recording: 'required' },
  optOutWords: [],
  regulations: [
    {
      name: 'Directive 2002/58/EC article 13, taken as the strict rule where no other is known',
      source: 'https://eur-lex.europa.eu/eli/dir/2002/58/oj',
      checked: '2026-11-20'
    }
  ]
}
