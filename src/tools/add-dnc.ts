import Type from 'typebox'
import { Strict } from '../schemas/common.ts'
import { ContactAddress, DncEntrySchema, Reason } from '../schemas/consent.ts'
import { addDnc } from '../services/dnc.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_add_dnc',
  title: 'Do not contact',
  description:
    'Put a person on the do-not-contact list of the organization: no agent of it reaches the person on any channel, and all consent ends. Use it as soon as somebody asks to be left alone, in whatever words; a STOP by message is obeyed without it. For less than everything use comms_revoke_consent. Safe to call twice; no tool takes anybody off again.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: Strict({ contact: ContactAddress, reason: Type.Optional(Reason) }),
  output: DncEntrySchema,
  run: (input, { deps, caller }) => addDnc(deps, caller, input)
})
