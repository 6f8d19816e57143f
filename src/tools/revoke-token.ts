import Type from 'typebox'
import { Strict } from '../schemas/common.ts'
import { TokenId } from '../schemas/token.ts'
import { revokeToken } from '../services/tokens.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_revoke_token',
  title: 'Revoke a token',
  description: 'End a token at once, on every replica, with all that was opened with it. Safe to call twice.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: Strict({
    tokenId: TokenId
  }),
  output: Strict({ tokenId: Type.String(), revoked: Type.Boolean() }),
  async run({ tokenId }, { deps, caller }) {
    await revokeToken(deps, caller, tokenId)
    return { tokenId, revoked: true }
  }
})
