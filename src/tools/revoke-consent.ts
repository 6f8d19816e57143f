import Type from 'typebox'
import { CHANNELS, OneOf, Strict } from '../schemas/common.ts'
import { CONSENT_PURPOSES, ContactAddress, Reason, RevokedConsentSchema } from '../schemas/consent.ts'
import { revokeConsent } from '../services/consent-revocation.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_revoke_consent',
  title: 'Revoke consent',
  description:
    'A person takes consent back, for a channel, for a purpose, or all of it: end every consent that covers it, at once. What needs no consent may still be sent: for who wants to be left alone use comms_add_dnc, or set addToDnc. Safe to call twice.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: Strict({
    contactAddress: ContactAddress,
    channel: Type.Optional(OneOf([...CHANNELS, 'any'], 'Only what covers this channel; any by default.')),
    purpose: Type.Optional(OneOf(CONSENT_PURPOSES, 'Only what covers this purpose; any by default.')),
    reason: Type.Optional(Reason),
    addToDnc: Type.Optional(Type.Boolean({ description: 'Also put the person on the do-not-contact list.' }))
  }),
  output: RevokedConsentSchema,
  run: (input, { deps, caller }) => revokeConsent(deps, caller, input)
})
