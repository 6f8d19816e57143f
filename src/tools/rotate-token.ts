import Type from 'typebox'
import { Strict } from '../schemas/common.ts'
import {
  DEFAULT_GRACE_SECONDS,
  ExpiresInDays,
  IssuedTokenSchema,
  MAX_GRACE_SECONDS,
  TokenId
} from '../schemas/token.ts'
import { rotateToken } from '../services/tokens.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_rotate_token',
  title: 'Rotate a token',
  description:
    'Put a new token in the place of one. The old one stays valid for the grace period, so that its holder can change over; each token is rotated once. The new token is shown this once.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: Strict({
    tokenId: TokenId,
    graceSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_GRACE_SECONDS,
        description: `Seconds for which the old token stays valid; ${DEFAULT_GRACE_SECONDS} by default, 0 ends it at once.`
      })
    ),
    expiresInDays: Type.Optional(ExpiresInDays)
  }),
  output: IssuedTokenSchema,
  run: (input, { deps, caller }) => rotateToken(deps, caller, input)
})
