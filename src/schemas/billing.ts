import Type, { type Static } from 'typebox'
import { PoolSchema } from './agent-view.ts'
import { MicroUsd, OneOf, Strict } from './common.ts'
import { USAGE_PERIODS } from './usage.ts'

/** Plans of an organization. */
export const TIERS = ['free', 'starter', 'pro', 'enterprise'] as const
/** One plan of an organization. */
export type Tier = (typeof TIERS)[number]

const Dollars = (description: string) => Type.Number({ description: `${description} US dollars.` })
const Money = (what: string) => ({
  providerCost: Dollars(`What the vendors charge${what}.`),
  providerCostMicroUsd: MicroUsd(`What the vendors charge${what}.`),
  markup: Dollars('What is added to it.'),
  markupMicroUsd: MicroUsd('What is added to it.'),
  billed: Dollars('Both together.'),
  billedMicroUsd: MicroUsd('Both together.')
})
const Cap = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

/** How an organization is billed. */
export const BillingConfigSchema = Strict({
  tier: OneOf(TIERS, 'Plan of the organization; enterprise until one is set.'),
  markupPercent: Type.Number({ description: 'Added to what the vendors charge, in percent.' }),
  billingEmail: Type.Union([Type.String(), Type.Null()], { description: 'To whom the bill goes.' }),
  maxSpendPerDay: Cap('What all agents together may spend in a UTC day, in US dollars; null: no cap.'),
  maxSpendPerMonth: Cap('What all agents together may spend in a UTC month, in US dollars; null: no cap.'),
  pool: PoolSchema
})
/** How an organization is billed. */
export type BillingConfig = Static<typeof BillingConfigSchema>

/** What an organization has to pay. */
export const BillingSummarySchema = Strict({
  period: OneOf(USAGE_PERIODS),
  since: Type.Union([Type.String(), Type.Null()], {
    description: 'First day, YYYY-MM-DD, UTC; null: the first of all.'
  }),
  tier: OneOf(TIERS),
  markupPercent: Type.Number({ description: 'In percent.' }),
  billingEmail: Type.Union([Type.String(), Type.Null()]),
  ...Money(''),
  perChannel: Type.Array(
    Strict({
      channel: Type.String({ description: 'sms, whatsapp, email, call, voice (what speech on calls cost), or other.' }),
      actions: Type.Integer({ description: 'Outward effects that a vendor accepted.' }),
      ...Money(' on this channel')
    })
  ),
  estimatedMicroUsd: MicroUsd(
    'How much of the cost of the period is estimated, because the vendor has named no price yet.'
  )
})
/** What an organization has to pay. */
export type BillingSummary = Static<typeof BillingSummarySchema>
