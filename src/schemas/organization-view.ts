import Type, { type Static } from 'typebox'
import { CHANNELS, HttpUrl, Instant, Line, OneOf, Prose, Strict } from './common.ts'

const OrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** What an organization has decided for all its agents. */
export const OrganizationSettingsSchema = Strict({
  legalName: Type.Optional(Line(200, 'Name under which it contacts people; its own name by default.')),
  postalAddress: Type.Optional(Prose(500, 'Postal address at the foot of its email.')),
  privacyUrl: Type.Optional(HttpUrl('Where its privacy terms are.')),
  aiDisclosure: Type.Optional(Prose(500, 'Replaces the sentence by which an AI names itself.')),
  allowedCountries: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
      maxItems: 250,
      description: 'Countries (ISO 3166-1 alpha-2) that its agents may reach; absent: every country but the risky ones.'
    })
  ),
  suspendOnAnomaly: Type.Optional(Type.Boolean({ description: 'Suspend an agent when an anomaly is found.' }))
})

/** What a reviewer is told before an organization may reach real people. */
export const KYC = {
  companyName: Type.Optional(Line(200, 'Legal name of the company behind it.')),
  website: Type.Optional(HttpUrl('Website of the company.')),
  useCaseDescription: Type.Optional(Prose(4000, 'What its agents will send, to whom, and why they may.'))
}

/** Name of an organization in addresses. */
export const Slug = Type.String({
  pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
  description: 'Short name: lower-case letters, digits and hyphens; taken once on the whole server.'
})

/** An organization as its people and the operator see it. */
export const OrganizationSchema = Strict({
  organizationId: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  mode: OneOf(['production', 'sandbox'], 'sandbox: its agents reach only the simulated carrier.'),
  status: OneOf(['pending_review', 'approved', 'suspended']),
  blockedChannels: Type.Array(OneOf(CHANNELS), { description: 'Channels on which none of its agents may send.' }),
  settings: OrganizationSettingsSchema,
  companyName: OrNull('Legal name of the company behind it.'),
  website: OrNull('Website of the company.'),
  useCaseDescription: OrNull('What its agents will send, to whom, and why they may.'),
  reviewedAt: OrNull('When it was reviewed last. ISO 8601, UTC.'),
  reviewNote: OrNull('What the reviewer tells the organization.'),
  createdAt: Instant('When it was made.')
})
/** An organization as its people and the operator see it. */
export type OrganizationView = Static<typeof OrganizationSchema>

/** A page of organizations, the newest first. */
export const OrganizationPageSchema = Strict({
  organizations: Type.Array(OrganizationSchema),
  cursor: Type.Optional(Type.String({ description: 'Give it back to get the next page; absent on the last one.' }))
})
/** A page of organizations, the newest first. */
export type OrganizationPage = Static<typeof OrganizationPageSchema>
