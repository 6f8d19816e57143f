import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { CUSTOM_HOURS, CUSTOM_SALES_HOURS } from './hours.ts'

/** What holds in every member of the European Union; a member says what differs. */
export const eu = {
  // Article 13(1): a voice that no human speaks needs consent to sell, in every member.
  consent: SELLING_ASKS_FIRST,
  registrations: [],
  dncRegistry: null,
  callingHours: [CUSTOM_HOURS, CUSTOM_SALES_HOURS],
  // Members differ; the strict side is taken for all.
  recording: 'all-party',
  disclosure: { ai: 'required', recording: 'required' },
  regulations: [
    {
      name: 'Directive 2002/58/EC, article 13: unsolicited communications',
      source: 'https://eur-lex.europa.eu/eli/dir/2002/58/oj',
      checked: '2026-11-20'
    },
    {
      name: 'Regulation (EU) 2024/1689, article 50(1): people are told that an AI speaks, as of 2026-08-02',
      source: 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj',
      checked: '2025-06-01'
    },
    {
      name: 'Regulation (EU) 2016/679 (GDPR)',
      source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
      checked: '2025-06-01'
    }
  ]
} as const satisfies Partial<Country>
