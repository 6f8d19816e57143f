import { Strict } from '../schemas/common.ts'
import { ContactAddress, DncStandingSchema } from '../schemas/consent.ts'
import { checkDnc } from '../services/dnc.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_check_dnc',
  title: 'Check the do-not-contact lists',
  description:
    'Ask whether a person is on the do-not-contact list of the organization, since when and by whom, or on the do-not-call registry of the country.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({ contact: ContactAddress }),
  output: DncStandingSchema,
  run: ({ contact }, { deps, caller }) => checkDnc(deps, caller, contact)
})
