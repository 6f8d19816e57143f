import type { ConsentFacts } from './consent.ts'
import type { ContentFindings } from './content.ts'
import type { FrequencyFacts } from './frequency.ts'
import type { Facts } from './index.ts'
import type { RegistryFacts } from './national-dnc.ts'
import type { QuietFacts } from './quiet-hours.ts'

type Said = (string | false | undefined)[]
type Words = (facts: Record<string, unknown>) => Said

/** Words are written for facts as their check stores them. */
const from =
  <F extends object>(words: (facts: F) => Said): Words =>
  (facts) =>
    words(facts as F)

const dollars = (microUsd = 0): string => `$${microUsd / 1_000_000}`

const consentWords = ({ given = [], wroteAt, law }: Omit<ConsentFacts, 'copies'>): Said => [
  ...given.map(({ kind, purpose, until }) => {
    const what = purpose === 'any' ? 'any purpose' : `${purpose} messages`
    return `On record: ${kind} consent to ${what}${until === undefined ? '' : ` until ${until}`}.`
  }),
  given.length === 0 && 'No consent was on record.',
  wroteAt !== undefined && `The person last wrote on this channel at ${wroteAt}.`,
  law !== undefined && `The rules of ${law} were taken, the country of the agent.`
]

const WORDS: Record<string, Words> = {
  'blocked-channel': from<{ suspended?: boolean; blockedBy?: string }>(({ suspended, blockedBy }) => [
    suspended && 'The agent was suspended.',
    blockedBy !== undefined && `The channel was blocked for this ${blockedBy}.`
  ]),
  'organization-mode': from<{ mode?: string; status?: string; simulated?: boolean }>(({ mode, status, simulated }) => [
    `The organization was in ${mode} mode, and ${status?.replaceAll('_', ' ')}.`,
    simulated ? 'The simulated carrier would have carried it.' : 'A real carrier would have carried it.'
  ]),
  content: from<ContentFindings>((found) =>
    Object.entries(found).map(([part, kinds]) => `Found in the ${part}: ${kinds.join(', ').replaceAll('_', ' ')}.`)
  ),
  'toll-fraud': from<{ range: string }>(({ range }) => [`The number is of a range that is never reached: ${range}.`]),
  'country-rules': from<{ reach?: string; unregistered?: string }>(({ reach, unregistered }) => [
    reach === 'not-allowed' && 'The country was not among those that the organization reaches.',
    reach === 'risky' && 'The country is closed until an owner opens it.',
    unregistered !== undefined && `The number of the agent lacked a registration: ${unregistered}.`
  ]),
  dnc: from<{ listedBy?: string; listedCopies?: string[] }>(({ listedBy, listedCopies = [] }) => [
    listedBy !== undefined &&
      `The recipient was on the do-not-contact list of the organization (${listedBy.replaceAll('_', ' ')}).`,
    listedCopies.length > 0 && `On the list was who is in ${listedCopies.join(', ')}.`
  ]),
  'national-dnc': from<RegistryFacts>(({ registry, listed, importedAt }) => [
    `The recipient was ${listed ? '' : 'not '}on the do-not-call registry ${registry}.`,
    importedAt === undefined ? 'The registry was never imported.' : `The registry was imported at ${importedAt}.`
  ]),
  consent: from<ConsentFacts>(({ copies = [], ...recipient }) => [
    ...consentWords(recipient),
    ...copies.flatMap(({ at, ...facts }) => consentWords(facts).map((sentence) => sentence && `In ${at}: ${sentence}`))
  ]),
  'quiet-hours': from<QuietFacts>(({ zones = [], zoneRecorded, region, regionRecorded, heardMinutesAgo }) => [
    zones.length === 0
      ? 'Nothing told the time zone of the recipient.'
      : `Time zones in which the recipient may be, ${zoneRecorded ? 'as recorded' : 'as the number tells'}: ${zones.join(', ')}.`,
    region !== undefined && `State, ${regionRecorded ? 'as recorded' : 'as the area code tells'}: ${region}.`,
    heardMinutesAgo !== undefined && `The person wrote or called ${heardMinutesAgo} minutes before.`
  ]),
  frequency: from<FrequencyFacts>(({ today = 0, max, last, thirdLast, lead, lawful = [] }) => [
    `Calls that day before this one: ${today}${max === undefined ? '' : `, of ${max} that are allowed`}.`,
    last !== undefined && `The last call was at ${last}.`,
    thirdLast !== undefined && `The last call but two was at ${thirdLast}.`,
    lead && 'The stricter rules of a sales lead were taken.',
    ...lawful.map(
      ({ calls, days, source, since }) =>
        `The law allows ${calls} in ${days} days, and counts them from ${since} (${source}).`
    )
  ]),
  'window-24h': from<{ template?: boolean; wroteAt?: string }>(({ template, wroteAt }) => [
    template ? 'It was an approved template.' : 'It was free text.',
    wroteAt === undefined ? 'The person never wrote there.' : `The person last wrote there at ${wroteAt}.`
  ]),
  'email-identity': from<{ missing?: string[] }>(({ missing = [] }) => [
    missing.length === 0
      ? 'The email had a postal address, a link to unsubscribe and a subject.'
      : `The email lacked: ${missing.join(', ').replaceAll('_', ' ')}.`
  ]),
  'price-cap': from<{ costMicroUsd?: number; maxCostMicroUsd?: number }>(({ costMicroUsd, maxCostMicroUsd }) => [
    `It could cost ${dollars(costMicroUsd)}, of ${dollars(maxCostMicroUsd)} at most.`
  ])
}

/** What the gate knew, check by check, in sentences; what no check put there is left out. */
export function explainFacts(facts: Facts): { check: string; says: string[] }[] {
  return Object.entries(WORDS).flatMap(([check, words]) => {
    const known = facts[check]
    return known ? [{ check, says: words(known).filter((sentence) => typeof sentence === 'string') }] : []
  })
}
