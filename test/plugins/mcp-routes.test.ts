import { expect, test } from 'vitest'
import { testApp } from '../helpers/test-app.ts'

const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }

test('what is refused before MCP has seen it says in JSON-RPC why, until when, and what to do', async () => {
  const { app } = await testApp({ MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1' })
  const ask = (headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/mcp', headers, payload: initialize })
  const master = { authorization: `Bearer ${app.config.secrets.masterToken}` }

  expect((await ask()).statusCode).toBe(401)
  const limited = await ask()
  const foreign = await ask({ ...master, 'x-organization-id': 'org_nowhere' })

  expect([limited.statusCode, limited.json()]).toMatchObject([
    429,
    {
      id: null,
      error: {
        code: -32000,
        data: { code: 'rate_limited', retryable: true, nextAction: expect.stringContaining('token') }
      }
    }
  ])
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
  expect([foreign.statusCode, foreign.json()]).toMatchObject([404, { error: { data: { code: 'not_found' } } }])
  expect(foreign.headers['retry-after']).toBeUndefined()
})
