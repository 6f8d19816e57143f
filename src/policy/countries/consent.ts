import type { Country } from './country.ts'

/** What most countries ask for: nobody is sold to who has not said a clear yes; a person's own business needs less. */
export const SELLING_ASKS_FIRST: Country['consent'] = {
  sms: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
  whatsapp: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
  email: { conversational: 'none', transactional: 'none', marketing: 'express' },
  voice: { conversational: 'implied', transactional: 'transactional', marketing: 'express' }
}
