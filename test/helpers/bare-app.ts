import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { onTestFinished } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { logOptions } from '../../src/lib/log-options.ts'
import type { Decorators } from '../../src/plugins/plugin.ts'
import { createProviders } from '../../src/providers/index.ts'
import { virtualClock } from './virtual-clock.ts'

/** A server without doors, with the decorators that shared plugins ask for; `lines` are what it logged. */
export function bareApp(
  env: Record<string, string> = {},
  decorators: Partial<Decorators> = {},
  options: FastifyServerOptions = {}
) {
  const folder = mkdtempSync(join(tmpdir(), 'comms-bare-'))
  const config = loadConfig({ DATA_DIR: folder, ...env })
  const lines: Record<string, unknown>[] = []
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const app: FastifyInstance = Fastify({
    ...options,
    logger: { ...logOptions('debug'), stream },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' })
  })
  const fakes: Partial<Decorators> = {
    config,
    clock: virtualClock(),
    providers: createProviders({ vendors: config.vendors }),
    authenticate: (token) =>
      token === 'good' ? { role: 'agent', orgId: 'org_1', agentId: 'agt_1', tokenId: 'tok_1' } : undefined,
    pingDatabase: async () => undefined,
    accepting: () => true,
    ...decorators
  }
  for (const [name, value] of Object.entries(fakes)) app.decorate(name, value as never)
  onTestFinished(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { app, lines, config }
}
