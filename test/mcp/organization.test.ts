import { expect, test } from 'vitest'
import type { Caller } from '../../src/deps.ts'
import { CommsError } from '../../src/errors.ts'
import { doorApp } from './door-app.ts'
import { answerOf, HEADERS, wireTo } from './wire.ts'

const agentOf = (orgId: string): Caller => ({ role: 'agent', orgId, agentId: `agent-${orgId}`, tokenId: 'tok_1' })

test('the organization that a request names is handed to authentication, and its refusal is answered by every door', async () => {
  const { base } = await doorApp({
    authenticate: async (_token, orgId = 'none') => {
      if (orgId === 'foreign') throw new CommsError('not_found', 'There is no organization with this id.')
      return agentOf(orgId)
    }
  })
  const { modern } = wireTo(base)
  const rest = (orgId: string) =>
    fetch(`${base}/v1/tools/test_who_am_i`, {
      method: 'POST',
      headers: { ...HEADERS, 'x-organization-id': orgId },
      body: '{}'
    })
  const mcp = (orgId: string) =>
    modern('tools/call', { name: 'test_who_am_i', arguments: {} }, { 'x-organization-id': orgId })

  expect(await (await rest('org_7')).json()).toMatchObject({ agentId: 'agent-org_7' })
  expect((await answerOf(mcp('org_7'))).result?.structuredContent).toMatchObject({ agentId: 'agent-org_7' })
  const refused = await rest('foreign')
  expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'not_found' }])
  const refusedOverMcp = await mcp('foreign')
  expect(refusedOverMcp.status).toBe(404)
  expect((await answerOf(refusedOverMcp)).error?.message).toBe('There is no organization with this id.')
})
