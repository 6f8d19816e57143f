import Type from 'typebox'
import { BillingSummarySchema } from '../schemas/billing.ts'
import { OneOf, Strict } from '../schemas/common.ts'
import { BUSINESS } from '../schemas/edition.ts'
import { USAGE_PERIODS } from '../schemas/usage.ts'
import { billingSummary } from '../services/billing.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_get_billing_summary',
  title: 'Billing summary',
  description:
    'Read what the organization has to pay for what its agents did: what the vendors charge, the markup, both together, by channel. The rent of numbers is not in it.',
  profiles: ['operator'],
  role: 'org',
  editions: BUSINESS,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Strict({
    period: Type.Optional(
      OneOf(USAGE_PERIODS, 'In UTC: today, this week from Monday, this calendar month (the default), or everything.')
    )
  }),
  output: BillingSummarySchema,
  run: ({ period }, { deps, caller }) => billingSummary(deps, caller, period)
})
