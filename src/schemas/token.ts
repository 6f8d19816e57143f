import Type, { type Static } from 'typebox'
import { OneOf, Strict } from './common.ts'

/** Longest time, in seconds, for which a rotated token stays valid beside its successor: 7 days. */
export const MAX_GRACE_SECONDS = 604_800
/** Grace period of a rotation, in seconds, unless the caller names one. */
export const DEFAULT_GRACE_SECONDS = 300

/** Days until a new token ends. */
export const ExpiresInDays = Type.Integer({
  minimum: 1,
  maximum: 3650,
  description: 'Days until the token expires. Without it the token does not expire.'
})

/** A token as its holder sees it the one time it is shown. */
export const IssuedTokenSchema = Strict({
  token: Type.String({ description: 'The bearer token. It is shown this once and cannot be read again.' }),
  tokenId: Type.String({ description: 'Names the token for rotation and revocation.' }),
  scope: OneOf(['super', 'org', 'agent']),
  agentId: Type.Optional(Type.String({ description: 'The agent that the token is bound to.' })),
  expiresAt: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601, UTC; null: it does not expire.' })
})
/** A token as its holder sees it the one time it is shown. */
export type IssuedToken = Static<typeof IssuedTokenSchema>

/** Id of a token, not the token itself. */
export const TokenId = Type.String({
  pattern: '^tok_[0-9A-Za-z_]{8,60}$',
  description: 'Id of the token (tok_…), not the token itself.'
})
