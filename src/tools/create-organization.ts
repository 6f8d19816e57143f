import Type from 'typebox'
import { EmailAddress, Line, OneOf, Strict } from '../schemas/common.ts'
import { BUSINESS } from '../schemas/edition.ts'
import { KYC, OrganizationSchema, OrganizationSettingsSchema, Slug } from '../schemas/organization-view.ts'
import { createOrganization } from '../services/organizations-create.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_create_organization',
  title: 'Make an organization',
  description:
    'Make an organization with an agent pool of its own. It begins in the sandbox, where its agents reach only the simulated carrier, and is pending review until a super-admin approves it. With ownerEmail its first owner is invited by mail. Refused with `conflict` when the slug is taken. Only a super-admin may do this.',
  profiles: ['operator'],
  role: 'super',
  editions: BUSINESS,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: Strict({
    name: Line(100, 'Name of the organization.'),
    slug: Slug,
    settings: Type.Optional(OrganizationSettingsSchema),
    ...KYC,
    ownerEmail: Type.Optional(EmailAddress('Who is invited as its first owner.'))
  }),
  output: Strict({
    organization: OrganizationSchema,
    ownerInvitation: Type.Optional(
      OneOf(['sent', 'failed'], 'failed: the mail could not be sent; invite the owner again.')
    )
  }),
  run: (input, { deps, caller }) => createOrganization(deps, caller, input)
})
