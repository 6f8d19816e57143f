import type { Built } from '../db/batch.ts'
import type { Queries } from '../db/open.ts'
import { countryTermsAccepted } from '../db/schema/index.ts'
import type { Country, LawfulPurpose } from '../policy/countries/country.ts'
import { countryRules } from '../policy/countries/index.ts'
import { CHANNELS } from '../schemas/common.ts'
import type { CountryTerms } from '../schemas/provisioning.ts'

/** What an organization takes upon itself with an agent in a country, in sentences, and as of which day. */
export function countryTerms(iso: string): CountryTerms {
  const country = countryRules(iso)
  return { country: iso, version: versionOf(country), duties: dutiesOf(country) }
}

/** Records that an organization took note of the duties of a country; once for each version of them. */
export const acceptTerms = (
  db: Queries,
  { country, version }: Pick<CountryTerms, 'country' | 'version'>,
  by: { orgId: string; actor: string; at: Date }
): Built =>
  db
    .insert(countryTermsAccepted)
    .values({ orgId: by.orgId, country, termsVersion: version, acceptedBy: by.actor, acceptedAt: by.at })
    .onConflictDoNothing()

/** The day on which the entry was compared with the law last. */
const versionOf = ({ regulations }: Country): string =>
  regulations
    .map(({ checked }) => checked)
    .toSorted()
    .at(-1) ?? ''

function dutiesOf(country: Country): string[] {
  const { registrations, consent, dncRegistry, recording, disclosure, duties = [] } = country
  const needing = (purpose: LawfulPurpose) => CHANNELS.filter((channel) => consent[channel][purpose] === 'express')
  const selling = needing('marketing')
  const talking = needing('conversational')
  return [
    ...registrations
      .filter(({ binds }) => binds === 'domestic-numbers')
      .map(({ name, channels, without }) => `Register before you send on ${channels.join(', ')}: ${name}. ${without}`),
    ...(selling.length > 0
      ? [`To sell on ${selling.join(', ')}, have the express consent of the person on record.`]
      : []),
    ...(talking.length > 0
      ? [`To reach a person first on ${talking.join(', ')}, have express consent on record.`]
      : []),
    ...duties,
    ...(dncRegistry ? [`Before you sell to numbers of the country, consult ${dncRegistry.name}.`] : []),
    ...(disclosure.ai === 'required' ? ['Say that an AI is speaking or writing.'] : []),
    recording === 'all-party'
      ? 'Record a call only when everybody on it agrees.'
      : 'Say that a call is recorded; elsewhere everybody on it may have to agree.',
    'Obey every opt-out at once, and keep to the hours in which people may be called.'
  ]
}
