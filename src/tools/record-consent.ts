import Type from 'typebox'
import { CHANNELS, InstantArgument, Line, OneOf, Prose, Strict } from '../schemas/common.ts'
import { CONSENT_PURPOSES, CONSENT_TYPES, ContactAddress, RecordedConsentSchema } from '../schemas/consent.ts'
import { recordConsent } from '../services/consent-recording.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_record_consent',
  title: 'Record consent',
  description:
    'Record that a person agreed to be contacted, how and for what. For owners: an agent can be talked into things by what it reads, so it cannot vouch for consent. Who opted out stays on the do-not-contact list, and the answer says so.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: Strict({
    contactAddress: ContactAddress,
    channel: OneOf(
      [...CHANNELS, 'any'],
      'Channel that the person agreed to; consent to one does not cover another, consent to `any` all.'
    ),
    consentType: Type.Optional(
      OneOf(
        CONSENT_TYPES,
        'express (default): said so. implied: gave the address for it, or is a customer. transactional: awaits codes or bookings, nothing else.'
      )
    ),
    purpose: Type.Optional(
      OneOf(CONSENT_PURPOSES, 'What it covers; conversational by default. marketing covers the rest, any everything.')
    ),
    source: Type.Optional(Line(200, 'How it was given, e.g. "web form of 3 May".')),
    proof: Type.Optional(Prose(10_000, 'What proves it, e.g. the text that was agreed to. Kept encrypted.')),
    expiresAt: Type.Optional(InstantArgument('When it ends; without it, when it is revoked.')),
    notes: Type.Optional(Prose(1000, 'For the owner.'))
  }),
  output: RecordedConsentSchema,
  run: (input, { deps, caller }) => recordConsent(deps, caller, input)
})
