import Type, { type TSchema } from 'typebox'
import { BillingConfigSchema, TIERS } from '../schemas/billing.ts'
import { EmailAddress, OneOf, Strict } from '../schemas/common.ts'
import { BUSINESS } from '../schemas/edition.ts'
import { setBillingConfig } from '../services/billing-config.ts'
import { defineTool } from './tool.ts'

const OrNull = <T extends TSchema>(type: T, description: string) =>
  Type.Optional(Type.Union([type, Type.Null()], { description }))

export default defineTool({
  name: 'comms_set_billing_config',
  title: 'Set how an organization is billed',
  description:
    'Set plan, markup, address of the bill, or what all agents of the organization together may spend. A plan brings its caps, its agent pool and its markup along. Plan, markup, and caps above those of the plan are for a super-admin.',
  profiles: ['operator'],
  role: 'org',
  editions: BUSINESS,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    tier: Type.Optional(OneOf(TIERS, 'The plan.')),
    markupPercent: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1000, description: 'Added to what the vendors charge, in percent.' })
    ),
    billingEmail: OrNull(EmailAddress(), 'To whom the bill goes; null clears.'),
    maxSpendPerDay: OrNull(
      Type.Number({ minimum: 0, maximum: 10_000_000 }),
      'US dollars that all agents together may spend in a UTC day; null: what the plan allows.'
    ),
    maxSpendPerMonth: OrNull(
      Type.Number({ minimum: 0, maximum: 10_000_000 }),
      'US dollars that all agents together may spend in a UTC month; null: what the plan allows.'
    )
  }),
  output: BillingConfigSchema,
  run: (input, { deps, caller }) => setBillingConfig(deps, caller, input)
})
