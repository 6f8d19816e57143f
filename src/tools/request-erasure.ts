import { Strict } from '../schemas/common.ts'
import { ContactAddress } from '../schemas/consent.ts'
import { ErasureReportSchema } from '../schemas/erasure.ts'
import { requestErasure } from '../services/erasure.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_request_erasure',
  title: 'Erase a person',
  description:
    'A person asks to be erased: remove content and contact details everywhere in the organization, with every agent. An opt-out is kept, so that it holds, and what accounts and the law need, without the address; the answer says what and why. What was not sent yet is cancelled. It cannot be undone. Safe to call twice.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: Strict({ contact: ContactAddress }),
  output: ErasureReportSchema,
  run: ({ contact }, { deps, caller }) => requestErasure(deps, caller, contact)
})
