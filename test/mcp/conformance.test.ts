import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { localBus } from '../../src/db/bus.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Doors } from '../../src/mcp/doors.ts'
import errorHandler from '../../src/plugins/error-handler.ts'
import { mcpRoutes } from '../../src/plugins/mcp-routes.ts'
import security from '../../src/plugins/security.ts'
import { conformanceServer } from '../fixtures/conformance/server.ts'
import { bareApp } from '../helpers/bare-app.ts'

const require = createRequire(import.meta.url)
const SUITE = require.resolve('@modelcontextprotocol/conformance/dist/index.js')

/** The scenarios that a revision requires of a server. */
function scenariosOf(requirements: string): string[] {
  const path = require.resolve(`@modelcontextprotocol/conformance/requirements/${requirements}.yaml`)
  const block = /^server:\n((?: {2}- .+\n)+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
  return [...block.matchAll(/- (\S+)/g)].map(([, name]) => name ?? '')
}

/** The doors of the product in front of the fixture; the suite cannot send a token, so a hook adds one. */
async function fixtureApp(eager: boolean): Promise<string> {
  const bus = localBus()
  const { app, config } = bareApp({}, { clock: systemClock, bus })
  app.addHook('onRequest', async ({ headers }) => {
    headers.authorization ??= 'Bearer good'
  })
  await app.register(errorHandler)
  await app.register(security)
  const deps = { bus, clock: systemClock, config, log: app.log }
  const doors = new Doors({ deps, resources: [], serve: () => conformanceServer, eager })
  await doors.start()
  app.addHook('preClose', () => doors.close())
  app.decorateRequest('caller', undefined)
  await app.register(mcpRoutes, { doors, authenticate: app.authenticate })
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.server.closeAllConnections())
  return `http://localhost:${(app.server.address() as AddressInfo).port}/mcp`
}

/** Runs the suite in a folder of its own, to which it writes, and returns how many checks of each scenario passed and failed. */
async function runSuite(url: string, requirements: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'conformance-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const child = spawn(process.execPath, [SUITE, 'server', '--url', url, '--requirements', requirements], { cwd })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  const lines = output.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)
  const results = new Map([...lines].map(([, name, ...counts]) => [name, counts.map(Number)]))
  return { code, output, results }
}

// a call of 2026-07-28 may be refused with an HTTP status at its end, so it is never a stream from the start
test.each([
  { requirements: '2025-11-25', mode: 'JSON where it can', eager: false, streams: 1 },
  { requirements: '2025-11-25', mode: 'streams from the start', eager: true, streams: 2 },
  { requirements: '2026-07-28', mode: 'JSON where it can', eager: false, streams: 1 }
])('every scored scenario of $requirements passes with $mode', async ({ requirements, eager, streams }) => {
  const scored = scenariosOf(requirements)
  const url = await fixtureApp(eager)

  const { code, output, results } = await runSuite(url, requirements)

  const failing = scored.filter((name) => {
    const [passed = 0, failed = 1] = results.get(name) ?? []
    return passed === 0 || failed > 0
  })
  expect(failing, output).toEqual([])
  expect(code).toBe(0)
  expect(scored.length).toBeGreaterThanOrEqual(30)
  // the suite looks into a stream only where it got one
  expect(results.get('server-sse-multiple-streams')?.[0]).toBe(streams)
})
