import Type, { type Static } from 'typebox'
import { AgentId, OneOf, Strict } from './common.ts'

/** Vendors with which an organization may have an account of its own. */
const OWN_VENDORS = ['twilio', 'resend'] as const

const secret = (description: string, pattern: string) =>
  Type.Optional(Type.String({ description, pattern, maxLength: 256 }))

/** An account at a vendor as its holder gives it. */
export const ProviderRegistrationSchema = Strict({
  provider: OneOf(OWN_VENDORS, 'The vendor.'),
  credentials: Strict(
    {
      accountSid: secret('Twilio: the account SID (AC…).', '^AC[0-9a-fA-F]{32}$'),
      authToken: secret('Twilio: the primary auth token, which also signs its webhooks.', '^[0-9A-Za-z]{16,128}$'),
      apiKey: secret('Resend: an API key with full access (re_…).', '^re_[0-9A-Za-z_]{8,200}$'),
      webhookSecret: secret('Resend: the signing secret of a webhook made by hand.', '^whsec_[0-9A-Za-z+/=]{16,200}$')
    },
    { description: 'Twilio: accountSid and authToken. Resend: apiKey and, if you made the webhook, webhookSecret.' }
  ),
  autoVerify: Type.Optional(
    Type.Boolean({
      description:
        'Ask the vendor at once; by default true. With false the credentials are used once the server has verified them.'
    })
  ),
  agentId: Type.Optional(AgentId('The agent that is to use this account alone; by default the whole organization.'))
})
/** An account at a vendor as its holder gives it. */
export type ProviderRegistration = Static<typeof ProviderRegistrationSchema>

/** What became of it; none of the credentials comes back. */
export const RegisteredProviderSchema = Strict({
  provider: OneOf(OWN_VENDORS),
  status: OneOf(
    ['active', 'invalid_credentials', 'pending_verification'],
    'active: in use from now on. invalid_credentials: the vendor refused them, nothing was changed. pending_verification: kept, and used as soon as the vendor has confirmed them.'
  ),
  capabilities: Type.Array(Type.String(), { description: 'What the account is used for.' }),
  billingInfo: Type.Optional(
    Strict(
      {
        plan: Type.String({ description: "What the account is on, in the vendor's words." }),
        balance: Type.Union([Type.Number(), Type.Null()], { description: 'What is left on it; null: not told.' }),
        currency: Type.Union([Type.String(), Type.Null()], { description: 'ISO 4217.' })
      },
      { description: 'Where the vendor tells it.' }
    )
  )
})
/** What became of it; none of the credentials comes back. */
export type RegisteredProvider = Static<typeof RegisteredProviderSchema>
