import { expect, test } from 'vitest'
import { explainFacts } from '../../src/policy/explain.ts'
import { CHECKS, type Facts } from '../../src/policy/index.ts'

const AT = '2026-06-15T15:00:00.000Z'

const TOLD: readonly [check: string, facts: Facts[string], says: string[]][] = [
  [
    'blocked-channel',
    { suspended: true, blockedBy: 'agent' },
    ['The agent was suspended.', 'The channel was blocked for this agent.']
  ],
  [
    'organization-mode',
    { mode: 'production', status: 'pending_review', simulated: false },
    ['The organization was in production mode, and pending review.', 'A real carrier would have carried it.']
  ],
  ['content', { body: ['api_key', 'threat'] }, ['Found in the body: api key, threat.']],
  [
    'organization-mode',
    { mode: 'sandbox', status: 'approved', simulated: true },
    ['The organization was in sandbox mode, and approved.', 'The simulated carrier would have carried it.']
  ],
  ['toll-fraud', { range: 'premium' }, ['The number is of a range that is never reached: premium.']],
  ['country-rules', { reach: 'risky' }, ['The country is closed until an owner opens it.']],
  ['country-rules', { reach: 'not-allowed' }, ['The country was not among those that the organization reaches.']],
  ['country-rules', { unregistered: 'A2P 10DLC' }, ['The number of the agent lacked a registration: A2P 10DLC.']],
  [
    'dnc',
    { listedBy: 'free_text', listedCopies: ['cc[0]'] },
    [
      'The recipient was on the do-not-contact list of the organization (free text).',
      'On the list was who is in cc[0].'
    ]
  ],
  [
    'national-dnc',
    { registry: 'us-ftc', listed: false },
    ['The recipient was not on the do-not-call registry us-ftc.', 'The registry was never imported.']
  ],
  [
    'national-dnc',
    { registry: 'us-ftc', listed: true, importedAt: AT },
    ['The recipient was on the do-not-call registry us-ftc.', `The registry was imported at ${AT}.`]
  ],
  [
    'consent',
    { given: [{ kind: 'implied', purpose: 'marketing' }] },
    ['On record: implied consent to marketing messages.']
  ],
  [
    'consent',
    { given: [{ kind: 'express', purpose: 'any', until: AT }], wroteAt: AT, law: 'DE', copies: [{ at: 'cc[0]' }] },
    [
      `On record: express consent to any purpose until ${AT}.`,
      `The person last wrote on this channel at ${AT}.`,
      'The rules of DE were taken, the country of the agent.',
      'In cc[0]: No consent was on record.'
    ]
  ],
  [
    'quiet-hours',
    { zones: ['America/Chicago', 'America/Denver'], region: 'US-NE', heardMinutesAgo: 75 },
    [
      'Time zones in which the recipient may be, as the number tells: America/Chicago, America/Denver.',
      'State, as the area code tells: US-NE.',
      'The person wrote or called 75 minutes before.'
    ]
  ],
  ['quiet-hours', { zones: [] }, ['Nothing told the time zone of the recipient.']],
  [
    'quiet-hours',
    { zones: ['Asia/Tokyo'], zoneRecorded: true, region: 'US-CA', regionRecorded: true },
    ['Time zones in which the recipient may be, as recorded: Asia/Tokyo.', 'State, as recorded: US-CA.']
  ],
  [
    'frequency',
    { max: 2, today: 1, lead: true, last: AT, lawful: [{ calls: 4, days: 30, source: 'Code, article 1', since: AT }] },
    [
      'Calls that day before this one: 1, of 2 that are allowed.',
      `The last call was at ${AT}.`,
      'The stricter rules of a sales lead were taken.',
      `The law allows 4 in 30 days, and counts them from ${AT} (Code, article 1).`
    ]
  ],
  [
    'frequency',
    { last: AT, thirdLast: AT },
    ['Calls that day before this one: 0.', `The last call was at ${AT}.`, `The last call but two was at ${AT}.`]
  ],
  ['window-24h', { template: true }, ['It was an approved template.', 'The person never wrote there.']],
  ['window-24h', { template: false, wroteAt: AT }, ['It was free text.', `The person last wrote there at ${AT}.`]],
  ['email-identity', { missing: ['postal_address'] }, ['The email lacked: postal address.']],
  ['email-identity', { missing: [] }, ['The email had a postal address, a link to unsubscribe and a subject.']],
  ['price-cap', { costMicroUsd: 7900, maxCostMicroUsd: 5_000_000 }, ['It could cost $0.0079, of $5 at most.']]
]

test.each(TOLD)('facts of %s are told in sentences: %j', (check, facts, says) => {
  expect(explainFacts({ [check]: facts })).toEqual([{ check, says }])
})

test('every check of the gate can tell its facts', () => {
  expect([...new Set(TOLD.map(([check]) => check))].sort()).toEqual(CHECKS.map(({ name }) => name).sort())
})

test('what no check put there is not told', () => {
  expect(explainFacts({ contact: { hash: 'abc' } })).toEqual([])
})
