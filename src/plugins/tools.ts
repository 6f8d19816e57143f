import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'
import { version } from '../lib/version.ts'
import { Doors } from '../mcp/doors.ts'
import { inboxResource } from '../mcp/inbox-resource.ts'
import type { McpResource } from '../mcp/resources.ts'
import { Samplers } from '../mcp/samplers.ts'
import { type ServerParts, serverFactory } from '../mcp/server.ts'
import type { SessionLimits } from '../mcp/sessions.ts'
import { isIn } from '../schemas/edition.ts'
import { questionFor } from '../services/attendance.ts'
import { isSpeakable } from '../services/spoken-content.ts'
import { Toolbox } from '../tools/call.ts'
import type { Tool } from '../tools/tool.ts'
import { mcpRoutes } from './mcp-routes.ts'
import { plugin } from './plugin.ts'
import { toolRoutes } from './tool-routes.ts'

/** What is served. */
export interface ToolsOptions {
  tools: readonly Tool[]
  /** Resources over MCP; the inbox unless others are named. */
  resources?: readonly McpResource[]
  /** Bounds on MCP sessions where they differ from the usual ones. */
  limits?: Partial<SessionLimits>
}

/**
 * Serves every tool of the edition over REST at /v1/tools/<name> and over MCP, with the same checks. At shutdown calls get
 * `config.shutdownDeadlineMs` to finish, and those that wait are told to come back at once.
 */
export default plugin(
  {
    name: 'tools',
    needs: ['authenticate', 'bus', 'clock', 'config', 'db', 'providers', 'publicUrl', 'sealer']
  },
  async (app, { tools, limits, ...options }: ToolsOptions) => {
    const { authenticate, bus, clock, config } = app
    const deps: Deps = app
    const resources = options.resources ?? [inboxResource(deps)]
    const toolbox = new Toolbox(tools.filter((tool) => isIn(tool, config.edition)))
    const samplers = new Samplers(deps, { question: (turn) => questionFor(deps, turn), isSpeakable })
    const welcome: ServerParts['welcome'] = toolbox.has('comms_attend_calls')
      ? (one) => samplers.welcome(one)
      : undefined
    const parts: ServerParts = { welcome, deps, name: config.serverName, version, toolbox, resources }
    const serve: ConstructorParameters<typeof Doors>[0]['serve'] = (subscriptions) =>
      serverFactory(parts, subscriptions)
    const doors = new Doors({ deps, resources, serve, limits })
    await doors.start()
    doors.eachSecond(() => samplers.look())
    const unsubscribe = bus.subscribe('token.revoked', (tokenId) => toolbox.running.abortToken(tokenId))
    app.addHook('preClose', async () => {
      await toolbox.running.drain(clock, config.shutdownDeadlineMs)
      await setImmediate() // the answers of the last calls are on their way to their sockets
      unsubscribe()
      await samplers.close()
      await doors.close()
    })
    app.decorateRequest('caller', undefined)
    const scope = app as unknown as FastifyInstance
    await scope.register(toolRoutes, { deps, toolbox, authenticate })
    await scope.register(mcpRoutes, { doors, authenticate })
  }
)
