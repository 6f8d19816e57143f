import { tokens } from '../../src/db/schema/index.ts'
import { mintToken } from '../../src/lib/token.ts'
import type { IssuedToken } from '../../src/schemas/token.ts'
import { newToken } from '../../src/services/token-rows.ts'
import type { TestApp } from '../helpers/test-app.ts'
import type { Things } from './things.ts'

/** An Authorization header of every kind that does not let in, among them three that did once; each by what is wrong with it. */
export async function badTokens(t: TestApp, { orgId, agentId, token }: Things) {
  const as = { 'x-organization-id': orgId }
  const revoked = await t.must<IssuedToken>('comms_issue_token', { scope: 'agent', agentId }, t.master, as)
  await t.must('comms_ping', {}, revoked.token)
  await t.must('comms_revoke_token', { tokenId: revoked.tokenId }, t.master, as)
  const expired = newToken(t.app, { orgId, scope: 'agent', agentId, lifetimeMs: -1000 })
  await t.app.db.insert(tokens).values(expired.row)
  const gone = await t.provision('Gone', t.master, as)
  await t.must('comms_ping', {}, gone.securityToken)
  await t.must('comms_deprovision_channels', { agentId: gone.agentId }, t.master, as)
  return Object.entries<string | undefined>({
    none: undefined,
    empty: 'Bearer ',
    'of another scheme': `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
    malformed: 'Bearer let-me-in',
    'with a typing error': `Bearer ${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`,
    'never issued': `Bearer ${mintToken('agent').token}`,
    'too long': `Bearer ${'a'.repeat(5000)}`,
    revoked: `Bearer ${revoked.token}`,
    expired: `Bearer ${expired.issued.token}`,
    'of a removed agent': `Bearer ${gone.securityToken}`,
    'of the administrator': `Bearer ${t.adminToken}`
  })
}
