import Type from 'typebox'
import { AgentId, OneOf, Strict } from '../schemas/common.ts'
import { ExpiresInDays, IssuedTokenSchema } from '../schemas/token.ts'
import { issueToken } from '../services/tokens.ts'
import { defineTool } from './tool.ts'

export default defineTool({
  name: 'comms_issue_token',
  title: 'Issue a token',
  description:
    'Issue a bearer token: for one agent, for the organization, or (super-admins only) for the whole server. The token is shown this once; keep it where secrets are kept.',
  profiles: ['operator'],
  role: 'org',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: Strict({
    scope: OneOf(['agent', 'org', 'super'], 'Whom the token speaks for.'),
    agentId: Type.Optional(AgentId('The agent, for scope agent.')),
    expiresInDays: Type.Optional(ExpiresInDays)
  }),
  output: IssuedTokenSchema,
  run: (input, { deps, caller }) => issueToken(deps, caller, input)
})
