import type { Region } from './country.ts'
import { stricterStates } from './us-stricter-states.ts'

const NAMES = {
  AL: 'Alabama',
  AK: 'Alaska',
  AZ: 'Arizona',
  AR: 'Arkansas',
  CA: 'California',
  CO: 'Colorado',
  CT: 'Connecticut',
  DE: 'Delaware',
  DC: 'District of Columbia',
  FL: 'Florida',
  GA: 'Georgia',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Illinois',
  IN: 'Indiana',
  IA: 'Iowa',
  KS: 'Kansas',
  KY: 'Kentucky',
  LA: 'Louisiana',
  ME: 'Maine',
  MD: 'Maryland',
  MA: 'Massachusetts',
  MI: 'Michigan',
  MN: 'Minnesota',
  MS: 'Mississippi',
  MO: 'Missouri',
  MT: 'Montana',
  NE: 'Nebraska',
  NV: 'Nevada',
  NH: 'New Hampshire',
  NJ: 'New Jersey',
  NM: 'New Mexico',
  NY: 'New York',
  NC: 'North Carolina',
  ND: 'North Dakota',
  OH: 'Ohio',
  OK: 'Oklahoma',
  OR: 'Oregon',
  PA: 'Pennsylvania',
  RI: 'Rhode Island',
  SC: 'South Carolina',
  SD: 'South Dakota',
  TN: 'Tennessee',
  TX: 'Texas',
  UT: 'Utah',
  VT: 'Vermont',
  VA: 'Virginia',
  WA: 'Washington',
  WV: 'West Virginia',
  WI: 'Wisconsin',
  WY: 'Wyoming',
  AS: 'American Samoa',
  GU: 'Guam',
  MP: 'Northern Mariana Islands',
  PR: 'Puerto Rico',
  VI: 'United States Virgin Islands'
}

/**
 * States in which everybody on a call must agree that it is recorded; Michigan and Oregon are mixed and count, and so do the
 * territories, of which the rule was not read.
 * Source: https://www.rcfp.org/reporters-recording-guide/
 */
const ALL_PARTY: ReadonlySet<string> = new Set('CA CT DE FL IL MD MA MI MT NV NH OR PA WA AS GU MP PR VI'.split(' '))

/** The states of the United States, the District of Columbia and the five territories, by ISO 3166-2 code. */
export const usStates: Readonly<Record<string, Region>> = Object.fromEntries(
  Object.entries(NAMES).map(([code, name]) => [
    `US-${code}`,
    {
      name,
      callingHours: [],
      recording: ALL_PARTY.has(code) ? 'all-party' : 'one-party',
      ...stricterStates[code as keyof typeof stricterStates]
    } satisfies Region
  ])
)
