import type { Country } from './country.ts'
import { daily, UNASKED } from './hours.ts'
import { US_HOLIDAYS } from './us-holidays.ts'
import { usStates } from './us-states.ts'

/** The United States, with their states. */
export const us: Country = {
  iso: 'US',
  name: 'United States',
  languages: ['en', 'es'],
  consent: {
    // To text about a person's own business his number is enough, to sell he must have signed.
    sms: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    // WhatsApp asks for an opt-in of its own. Source: https://business.whatsapp.com/policy
    whatsapp: { conversational: 'implied', transactional: 'transactional', marketing: 'express' },
    // CAN-SPAM lets people opt out; it asks for no consent.
    email: { conversational: 'none', transactional: 'none', marketing: 'none' },
    // A voice made by a machine is an artificial voice. Source: FCC 24-17 of 2024-02-08
    voice: { conversational: 'express', transactional: 'transactional', marketing: 'express' }
  },
  registrations: [
    {
      name: 'A2P 10DLC brand and campaign',
      channels: ['sms'],
      binds: 'domestic-numbers',
      numbers: 'local-and-mobile',
      without: 'Carriers block every text from the number (30034). A campaign is approved in 10 to 15 business days.',
      source: 'https://www.twilio.com/docs/messaging/compliance/a2p-10dlc'
    },
    {
      name: 'Toll-free verification',
      channels: ['sms'],
      binds: 'domestic-numbers',
      numbers: 'toll-free',
      without:
        'Carriers block texts from a toll-free number that is not verified (30032). It takes 3 to 5 business days.',
      source: 'https://www.twilio.com/docs/messaging/compliance/toll-free/console-onboarding'
    }
  ],
  dncRegistry: {
    id: 'us-ftc',
    name: 'National Do Not Call Registry',
    binds: { voice: ['marketing'], sms: ['marketing'] },
    // Who signed that he may be texted to sell is exempt: 47 CFR 64.1200(c)(2)(ii).
    consultedFor: ['voice'],
    source: '47 CFR 64.1200(c)(2) and (e); https://telemarketing.donotcall.gov'
  },
  callingHours: [
    {
      binds: UNASKED,
      hours: daily('08:00', '21:00'),
      source: '47 CFR 64.1200(c)(1); it binds solicitations, and is kept here for whatever is no answer'
    }
  ],
  holidays: US_HOLIDAYS,
  recording: 'one-party',
  disclosure: { ai: 'required', recording: 'required' },
  duties: [
    'Sell by phone to nobody in a part of New York for which a state of emergency is declared (N.Y. Gen. Bus. Law 399-z).'
  ],
  optOutWords: [
    'STOP',
    'STOPALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'REVOKE',
    'OPT OUT',
    'OPTOUT',
    'ALTO',
    'PARAR'
  ],
  regulations: [
    {
      name: 'Telephone Consumer Protection Act: 47 U.S.C. 227, 47 CFR 64.1200',
      source: 'https://www.ecfr.gov/current/title-47/section-64.1200',
      checked: '2026-11-20'
    },
    {
      name: 'Telemarketing Sales Rule: 16 CFR part 310',
      source: 'https://www.ecfr.gov/current/title-16/part-310',
      checked: '2026-11-20'
    },
    {
      name: 'FCC 24-17: voices made by AI are artificial voices',
      source: 'https://docs.fcc.gov/public/attachments/FCC-24-17A1.pdf',
      checked: '2026-11-20'
    },
    {
      name: 'CAN-SPAM Act: 15 U.S.C. chapter 103',
      source: 'https://www.ftc.gov/business-guidance/resources/can-spam-act-compliance-guide-business',
      checked: '2026-11-20'
    },
    {
      name: 'Federal wiretap law: 18 U.S.C. 2511(2)(d), one party',
      source: 'https://www.law.cornell.edu/uscode/text/18/2511',
      checked: '2026-11-20'
    }
  ],
  regions: usStates
}
