import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { type Clock, systemClock } from '../../src/lib/clock.ts'
import type { Provisioned } from '../../src/schemas/provisioning.ts'
import type { IssuedToken } from '../../src/schemas/token.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { scratchDatabase } from './database.ts'

/** No test is about these limits unless it sets them; the edition is the one that has everything. */
const ROOMY = {
  EDITION: 'enterprise',
  DEFAULT_MAX_ACTIONS_PER_MINUTE: '100000',
  DEFAULT_MAX_ACTIONS_PER_HOUR: '100000',
  DEFAULT_MAX_ACTIONS_PER_DAY: '100000',
  DEFAULT_MAX_SPEND_PER_DAY: '100000',
  DEFAULT_MAX_SPEND_PER_MONTH: '100000',
  MAX_REQUESTS_PER_SECOND: '1000000',
  MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: '1000000',
  INITIAL_AGENT_POOL_SIZE: '500',
  SHUTDOWN_DEADLINE_SECONDS: '2'
}

/** One route as it is registered. */
export interface Route {
  method: string
  url: string
}

/** What a tool answered over REST. */
interface Answered {
  status: number
  body: Record<string, unknown>
}

/** The whole server, listening, with a simulated carrier at its side; `close` ends both and removes what they wrote. */
export type TestApp = Awaited<ReturnType<typeof openTestApp>>

/** As `openTestApp`, until the end of the test. */
export async function testApp(env: Record<string, string> = {}, clock?: Clock): Promise<TestApp> {
  const opened = await openTestApp(env, clock)
  onTestFinished(opened.close)
  return opened
}

/** Builds the whole server on an empty database of this run's dialect and lets it listen. People reply at once. */
export async function openTestApp(env: Record<string, string> = {}, clock: Clock = systemClock) {
  const folder = mkdtempSync(join(tmpdir(), 'comms-app-'))
  const scratch = await scratchDatabase()
  const settings = { DATA_DIR: folder, DATABASE_URL: scratch.url, LOG_LEVEL: 'silent', PORT: '0', ...ROOMY, ...env }
  const { secrets, emailDefaultDomain } = loadConfig(settings)
  const simulator = await startSimulator({
    ...simulatorCredentials(secrets.sessionSecret),
    clock,
    domains: [emailDefaultDomain]
  })
  simulator.behave({ replyDelayMs: 20, statusDelayMs: 5 })
  const config = loadConfig({ ...settings, SIMULATOR_URL: simulator.url })
  const { app, routes } = await withRoutes(() => buildApp({ config, clock }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const { masterToken: master, adminToken } = secrets
  return {
    ...{ app, base, config, simulator, routes, master, adminToken },
    ...toolsAt(base, master),
    async close() {
      app.server.closeAllConnections() // clients keep spare connections open for seconds
      await app.close()
      await simulator.close()
      await scratch.drop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function toolsAt(base: string, master: string) {
  const post = async (name: string, token: string, body: string, more: Record<string, string>): Promise<Answered> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more }
    const response = await fetch(`${base}/v1/tools/${name}`, { method: 'POST', headers, body })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  /** Calls a tool over REST; `args` may be JSON text. */
  const call = (name: string, args: object | string, token = master, more: Record<string, string> = {}) =>
    post(name, token, typeof args === 'string' ? args : JSON.stringify(args), more)
  /** The result of a call that must succeed. */
  const must = async <T = Record<string, unknown>>(
    name: string,
    args: object,
    token = master,
    more: Record<string, string> = {}
  ) => {
    const { status, body } = await call(name, args, token, more)
    if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`)
    return body as T
  }
  return {
    call,
    must,
    /** A new agent with a number and an address, made with the given token. */
    provision: (displayName = 'Test Agent', token = master, more: Record<string, string> = {}) =>
      must<Provisioned>(
        'comms_provision_channels',
        {
          displayName,
          greeting: 'Hello.',
          systemPrompt: 'Be kind.',
          country: 'US',
          capabilities: { phone: true, email: true }
        },
        token,
        more
      ),
    /** A token of an organization: the default one, or the one that is named. */
    orgToken: async (orgId = 'org_default') => {
      const issued = await must<IssuedToken>('comms_issue_token', { scope: 'org' }, master, {
        'x-organization-id': orgId
      })
      return issued.token
    }
  }
}

/** Every route that is registered while the server is built, also those that no document lists. */
async function withRoutes(build: () => Promise<FastifyInstance>): Promise<{ app: FastifyInstance; routes: Route[] }> {
  const found = new Map<unknown, Route[]>()
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    const routes: Route[] = []
    found.set(fastify, routes)
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, url })
    })
  }
  subscribe('fastify.initialization', watch)
  try {
    const app = await build()
    return { app, routes: found.get(app) ?? [] }
  } finally {
    unsubscribe('fastify.initialization', watch)
  }
}
