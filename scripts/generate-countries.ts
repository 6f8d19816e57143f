import type { CallingRule, Country, DayHours, Holiday, Window } from '../src/policy/countries/country.ts'
import { COUNTRIES, TERRITORIES } from '../src/policy/countries/index.ts'
import { strict } from '../src/policy/countries/strict.ts'
import { RISKY_COUNTRIES } from '../src/policy/prefixes/risky-countries.ts'
import { CHANNELS } from '../src/schemas/common.ts'
import { GENERATED, table } from './markdown.ts'

const DATE = new Intl.DateTimeFormat('en', { month: 'long', day: 'numeric', timeZone: 'UTC' })
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** The reference of the rules of every country. */
export function countriesPage(): string {
  const entries = [...COUNTRIES.toSorted((a, b) => a.name.localeCompare(b.name)), strict]
  return `# Countries

${GENERATED}

What the gate knows of the law of each country, as data of \`src/policy/countries/\`. It is an engineering summary and no legal advice:
a rule that is marked as custom stands in no law and is kept because none is known, and where the sources differ the stricter one is
taken. Each regulation says as of when it was taken over; look at it again before you rely on it. A country that is not here has the
rules of "any other country".

Consent is the least that a person must have said: none < transactional (he awaits it) < implied (he wrote first, or is a customer) <
express. An answer to what somebody wrote needs no more than that he wrote. Hours are local to the person; several rules hold together.

${table(['', 'Selling by text', 'Selling by email', 'Selling by voice', 'Calling first', 'Recording', 'AI is named'], entries.map(overview))}

${entries.map(section).join('\n\n')}

## Countries that are closed at first

Carriers close them for fraud by default, and so does this server, until an owner names them in \`allowedCountries\` of the organization:
${[...RISKY_COUNTRIES].toSorted().join(', ')}. Premium, shared-cost, personal, pager and satellite numbers, networks outside any country, and numbers that
no country can have are refused everywhere.
`
}

const overview = ({ name, consent, recording, disclosure }: Country): string[] => [
  name,
  consent.sms.marketing,
  consent.email.marketing,
  consent.voice.marketing,
  consent.voice.conversational,
  recording,
  disclosure.ai
]

function section(country: Country): string {
  const { name, iso, consent, registrations, dncRegistry, holidays, optOutWords, regulations, duties = [] } = country
  const { impliedConsent, salesCalls } = country
  const consents = CHANNELS.map((channel) => {
    const { conversational, transactional, marketing } = consent[channel]
    return [channel, conversational, transactional, marketing]
  })
  const parts = [
    `## ${name}${iso === '*' ? '' : ` (${iso})`}`,
    ...(TERRITORIES[iso] ? [`The same rules hold in ${TERRITORIES[iso].join(', ')}.`] : []),
    table(['Channel', 'Conversational', 'Transactional', 'Marketing'], consents),
    ...(impliedConsent
      ? [
          `Implied consent lets a person be sold to for ${impliedConsent.days} days, or until the end that is recorded with it, ` +
            `at most for ${impliedConsent.maxDays}. (${impliedConsent.source})`
        ]
      : []),
    country.callingHours.map((rule) => `- ${hours(rule)}`).join('\n'),
    ...(salesCalls ?? []).map(
      ({ calls, days, source }) =>
        `Calls that sell to one person: at most ${calls} in ${days} ${days === 1 ? 'day' : 'days'}. (${source})`
    ),
    ...registrations.map(
      ({ name, channels, binds, without, source }) =>
        `Registration for ${channels.join(', ')} of ${binds.replace('-', ' ')}: ${name}. ${without} (${source})`
    ),
    ...(dncRegistry
      ? [
          `Do-not-call register: ${dncRegistry.name} (\`${dncRegistry.id}\`), for ${bound(dncRegistry.binds)}; ` +
            `${consulted(dncRegistry)}. (${dncRegistry.source})`
        ]
      : []),
    ...duties,
    `Holidays: ${holidays.map(holiday).join(', ')}.`,
    ...(optOutWords.length > 0 ? [`Opt-out words: ${optOutWords.join(', ')}.`] : []),
    ...states(country),
    regulations.map(({ name, source, checked }) => `- ${name}. ${source} (as of ${checked})`).join('\n')
  ]
  return parts.join('\n\n')
}

function states({ regions }: Country): string[] {
  if (!regions) return []
  const rows = Object.entries(regions)
    .filter(([, { callingHours, recording }]) => callingHours.length > 0 || recording === 'all-party')
    .map(([code, { name, callingHours, recording }]) => [
      `${name} (${code})`,
      callingHours.map(hours).join('; '),
      recording
    ])
  return [`Beside the rules of the country:\n\n${table(['State', 'Hours', 'Recording'], rows)}`]
}

const hours = ({ binds, hours, source, from }: CallingRule): string =>
  `${bound(binds)}: ${days(hours)}${from === undefined ? '' : `, as of ${from}`} (${source})`

const consulted = ({ consultedFor, validDays = 28 }: NonNullable<Country['dncRegistry']>): string =>
  consultedFor.length === 0
    ? 'not everybody must consult it'
    : `it must be consulted for ${consultedFor.join(', ')}, in a copy of at most ${validDays} days`

const bound = (binds: CallingRule['binds']): string =>
  Object.entries(binds)
    .map(([channel, purposes]) => `${channel} (${purposes?.join(', ')})`)
    .join(', ')

function days({ weekdays, friday = weekdays, saturday, sunday, holidays }: DayHours): string {
  const all = [weekdays, friday, saturday, sunday, holidays].map(windows)
  if (new Set(all).size === 1) return `daily ${all[0]}`
  const named: [string, string | undefined][] = [
    ['weekdays', all[0]],
    ...(all[1] === all[0] ? [] : [['Friday', all[1]] as [string, string | undefined]]),
    ['Saturday', all[2]],
    ['Sunday', all[3]],
    ['holidays', all[4]]
  ]
  return named.map(([day, open]) => `${day} ${open}`).join(', ')
}

const windows = (open: readonly Window[]): string =>
  open.map(({ fromMinute, untilMinute }) => `${clock(fromMinute)}–${clock(untilMinute)}`).join(' and ') || 'none'

const clock = (minute: number): string => new Date(minute * 60_000).toISOString().slice(11, 16)

function holiday(each: Holiday): string {
  const { name } = each
  if ('day' in each) return `${name} (${DATE.format(new Date(`2028-${each.day}`))})`
  if ('dates' in each) return `${name} (${each.dates.join(', ')})`
  if ('weekday' in each)
    return `${name} (${WEEKDAYS[each.weekday]} on or after ${DATE.format(new Date(`2028-${each.onOrAfter}`))})`
  const days = `${Math.abs(each.easter)} ${Math.abs(each.easter) === 1 ? 'day' : 'days'}`
  return `${name} (${days} ${each.easter < 0 ? 'before' : 'after'} ${each.orthodox ? 'Orthodox ' : ''}Easter)`
}
