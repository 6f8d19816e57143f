import Type, { type Static } from 'typebox'
import { CHANNELS, Instant, Line, OneOf, Strict } from './common.ts'
import { LAWFUL_PURPOSES } from './policy.ts'

/** Purposes that consent may cover. */
export const CONSENT_PURPOSES = ['any', 'marketing', 'conversational', 'transactional'] as const
/** What consent covers: marketing covers the rest, `any` everything. */
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** Kinds of consent, the strongest first. */
export const CONSENT_TYPES = ['express', 'implied', 'transactional'] as const

/** A person outside, as an argument. */
export const ContactAddress = Type.String({
  minLength: 3,
  maxLength: 254,
  description: 'The person: an E.164 number or an email address.'
})

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description })

/** A consent as it was recorded. */
export const RecordedConsentSchema = Strict({
  consentId: Type.String(),
  contactAddress: Type.String(),
  channel: OneOf([...CHANNELS, 'any']),
  consentType: OneOf(CONSENT_TYPES),
  purpose: OneOf(CONSENT_PURPOSES),
  status: OneOf(['active', 'opted_out'], 'opted_out: it is on record, and does not count while the person is listed.'),
  since: Instant('When it was recorded.'),
  source: Type.String({ description: 'How it was given.' }),
  expiresAt: OrNull(Type.String(), 'When it ends, ISO 8601; null: it does not.'),
  note: Type.Optional(Type.String({ description: 'What stands in its way.' }))
})
/** A consent as it was recorded. */
export type RecordedConsent = Static<typeof RecordedConsentSchema>

/** What a revocation ended. */
export const RevokedConsentSchema = Strict({
  contactAddress: Type.String(),
  status: OneOf(['revoked', 'none'], 'none: there was no consent to end.'),
  revoked: Type.Integer({ description: 'Consents that were ended.' }),
  since: Instant('From when on it holds.'),
  onInternalList: Type.Boolean({ description: 'Whether the person is on the do-not-contact list.' })
})
/** What a revocation ended. */
export type RevokedConsent = Static<typeof RevokedConsentSchema>

/** What may be sent to a person on a channel, and why. */
export const ConsentStandingSchema = Strict({
  contactAddress: Type.String(),
  channel: OneOf(CHANNELS),
  status: OneOf(['active', 'expired', 'revoked', 'none', 'opted_out'], 'Of the consent that says most.'),
  since: OrNull(Type.String(), 'When it was given, ISO 8601.'),
  source: OrNull(Type.String(), 'How it was given.'),
  expiresAt: OrNull(Type.String(), 'When it ends, ISO 8601; null: it does not.'),
  onInternalList: Type.Boolean({ description: 'Whether the person is on the do-not-contact list.' }),
  purposes: Type.Array(
    Strict({
      purpose: OneOf(LAWFUL_PURPOSES),
      allowed: Type.Boolean({ description: 'Whether the person may be contacted for it as far as consent goes.' }),
      needed: OneOf(
        ['none', 'transactional', 'implied', 'express'],
        'What the rules that hold for the person ask for.'
      ),
      reason: Type.Optional(Type.String({ description: 'Why not: opted_out, consent_missing or consent_expired.' }))
    }),
    { description: 'One entry for each purpose.' }
  )
})
/** What may be sent to a person on a channel, and why. */
export type ConsentStanding = Static<typeof ConsentStandingSchema>

/** An address on the do-not-contact list, after it was asked to be put there. */
export const DncEntrySchema = Strict({
  contact: Type.String(),
  onInternalList: Type.Boolean(),
  added: Type.Boolean({ description: 'False: the contact was on the list already.' }),
  source: Type.String({ description: 'Who put the contact there.' }),
  since: Instant('Since when it is there.'),
  consentsRevoked: Type.Integer({ description: 'Consents that ended with it.' })
})
/** An address on the do-not-contact list, after it was asked to be put there. */
export type DncEntry = Static<typeof DncEntrySchema>

/** On which lists a person is. */
export const DncStandingSchema = Strict({
  contact: Type.String(),
  onInternalList: Type.Boolean({ description: 'Nothing reaches who is on it, on any channel.' }),
  source: OrNull(
    Type.String(),
    'Who put the contact there: keyword, free_text, unsubscribe, carrier, complaint, manual.'
  ),
  since: OrNull(Type.String(), 'Since when, ISO 8601.'),
  onNationalRegistry: OrNull(Type.Boolean(), 'Null where no registry is known or none was imported.'),
  lastChecked: OrNull(Type.String(), 'Date of the copy of the national registry, ISO 8601.'),
  nationalRegistry: OrNull(Type.String(), 'The registry of the country of the number.')
})
/** On which lists a person is. */
export type DncStanding = Static<typeof DncStandingSchema>

/** Reason in the owner's or the agent's words. */
export const Reason = Line(200, 'Why, in a few words without names.')
