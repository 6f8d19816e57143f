import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { localBus } from '../../src/db/bus.ts'
import type { Caller } from '../../src/deps.ts'
import type { McpResource } from '../../src/mcp/resources.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import type { Decorators } from '../../src/plugins/plugin.ts'
import responseHeaders from '../../src/plugins/response-headers.ts'
import security from '../../src/plugins/security.ts'
import tools, { type ToolsOptions } from '../../src/plugins/tools.ts'
import { bareApp } from '../helpers/bare-app.ts'
import { fixtureTools } from './fixture-tools.ts'

/** Who is who in these tests: two agents of one organization, the organization, one of another, and the super-admin. */
const callers = (): Map<string, Caller> =>
  new Map<string, Caller>([
    ['token-a', { role: 'agent', orgId: 'org_1', agentId: 'agent-a', tokenId: 'tok_a' }],
    ['token-a2', { role: 'agent', orgId: 'org_1', agentId: 'agent-a', tokenId: 'tok_a2' }],
    ['token-b', { role: 'agent', orgId: 'org_1', agentId: 'agent-b', tokenId: 'tok_b' }],
    ['token-org', { role: 'org', orgId: 'org_1', tokenId: 'tok_org' }],
    ['token-super', { role: 'super', orgId: 'org_1', tokenId: 'master' }]
  ])

const inbox: McpResource = {
  uri: 'comms://inbox',
  name: 'inbox',
  title: 'Inbox',
  description: 'What waits for the agent.',
  mimeType: 'application/json',
  read: async ({ agentId }) => JSON.stringify({ agentId }),
  changes: ({ agentId }) => agentId && `inbox:${agentId}`
}

/** A listening server with the doors and the tools of the fixture, on fakes of everything else. */
export async function doorApp(
  decorators: Partial<Decorators> = {},
  options: Partial<ToolsOptions> = {},
  env: Record<string, string> = {}
) {
  const tokens = callers()
  const bus = decorators.bus ?? localBus()
  const { app, lines, config } = bareApp(env, {
    bus,
    db: {} as Decorators['db'],
    sealer: {} as Decorators['sealer'],
    publicUrl: () => 'http://127.0.0.1',
    authenticate: (token) => tokens.get(token),
    ...decorators
  })
  const { tools: fixture, gates } = fixtureTools()
  await app.register(errorHandler)
  await app.register(responseHeaders)
  await app.register(security)
  await app.register(tools, { tools: fixture, resources: [inbox], ...options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  onTestFinished(() => app.server.closeAllConnections()) // clients keep spare connections open for seconds
  return { app, bus, config, gates, lines, port, tokens, base: `http://127.0.0.1:${port}` }
}
