import Type from 'typebox'
import { OneOf, Strict } from '../schemas/common.ts'
import { BUSINESS } from '../schemas/edition.ts'
import { OrganizationPageSchema } from '../schemas/organization-view.ts'
import { listOrganizations } from '../services/organizations-read.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_list_organizations',
  title: 'List organizations',
  description:
    'List the organizations of this server, the newest first, with mode, review status and what they told of themselves. Only a super-admin may do this.',
  profiles: ['operator'],
  role: 'super',
  editions: BUSINESS,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    status: Type.Optional(OneOf(['pending_review', 'approved', 'suspended'], 'Only those that stand so.')),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Organizations on a page; 50 by default.' })
    ),
    cursor: Type.Optional(Type.String({ maxLength: 64, description: 'The `cursor` of the page before.' }))
  }),
  output: OrganizationPageSchema,
  run: (input, { deps, caller }) => listOrganizations(deps, caller, input)
})
