import Type from 'typebox'
import { AgentId, CHANNELS, OneOf, Strict } from '../schemas/common.ts'
import { ConsentStandingSchema, ContactAddress } from '../schemas/consent.ts'
import { checkConsent } from '../services/consent-standing.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_check_consent',
  title: 'Check consent',
  description:
    'Ask what may be sent to a person on a channel, for each purpose: by the consent on record, by what the person wrote last, and by the rules of the country. Hours, limits and content are not looked at: comms_send_message with dryRun judges all of it.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    agentId: Type.Optional(
      AgentId(
        'Agent that would send; the one of the token by default. Without one email is judged by the strictest rules.'
      )
    ),
    contactAddress: ContactAddress,
    channel: OneOf(CHANNELS, 'How the person would be contacted.')
  }),
  output: ConsentStandingSchema,
  run: (input, { deps, caller }) => checkConsent(deps, caller, input)
})
