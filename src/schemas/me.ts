import Type, { type Static } from 'typebox'
import { AgentViewSchema, PoolSchema } from './agent-view.ts'
import { OneOf, Strict } from './common.ts'
import { LimitsSchema } from './usage.ts'

/** Who a caller is and what it may do. */
export const MeSchema = Strict({
  role: OneOf(['super', 'org', 'agent']),
  organizationId: Type.String(),
  organizationMode: OneOf(
    ['production', 'sandbox'],
    'sandbox: what is sent goes to the simulated carrier and reaches no real person.'
  ),
  tokenId: Type.String({ description: 'Id of the token of this call.' }),
  tokenExpiresAt: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601, UTC; null: it does not expire.' }),
  agent: Type.Optional(AgentViewSchema),
  may: Strict({
    sendOn: Type.Array(OneOf(['sms', 'email', 'voice']), {
      description: 'Channels on which this agent can send now; voice: it can place calls.'
    }),
    provisionAgents: Type.Boolean({ description: 'Whether this token may make, change and remove agents.' }),
    issueTokens: Type.Array(OneOf(['super', 'org', 'agent']), { description: 'Scopes of tokens that it may issue.' }),
    actForAnyOrganization: Type.Boolean({ description: 'Whether the header X-Organization-Id may name any other.' })
  }),
  limits: LimitsSchema,
  pool: PoolSchema
})
/** Who a caller is and what it may do. */
export type Me = Static<typeof MeSchema>
