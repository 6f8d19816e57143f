import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { scratchDatabase } from './database.ts'
import { freePort } from './postgres.ts'
import { until } from './until.ts'

/** A replica: the server as a process of its own, under a URL that stays the same over restarts. */
export interface Replica {
  url: string
  /** Starts it unless it runs. */
  start(): Promise<void>
  /** Ends it as a power failure would. */
  crash(): Promise<void>
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>
}

const SECRETS = ['MASTER_SECURITY_TOKEN', 'ADMIN_TOKEN', 'CREDENTIALS_ENCRYPTION_KEY', 'SESSION_SECRET']
const ROOMY = {
  DEFAULT_MAX_ACTIONS_PER_MINUTE: '100000',
  DEFAULT_MAX_ACTIONS_PER_HOUR: '100000',
  DEFAULT_MAX_ACTIONS_PER_DAY: '100000'
}

/** A database of this run's dialect, a simulated carrier in this process, and replicas on both; `close` ends them all. */
export async function cluster(replicas: number, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'comms-cluster-'))
  const scratch = await scratchDatabase()
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, `${name.toLowerCase()}-of-this-test`]))
  const settings = {
    DATA_DIR: folder,
    DATABASE_URL: scratch.url,
    LOG_LEVEL: 'error',
    DEMO_MODE: 'true',
    ...ROOMY,
    ...secrets,
    ...env
  }
  const config = loadConfig(settings)
  const simulator = await startSimulator({
    ...simulatorCredentials(config.secrets.sessionSecret),
    clock: systemClock,
    domains: [config.emailDefaultDomain]
  })
  const started: Replica[] = []
  for (let n = 0; n < replicas; n++)
    started.push(replica(await freePort(), { ...settings, SIMULATOR_URL: simulator.url }))
  const close = async () => {
    await Promise.all(started.map((each) => each.crash()))
    await simulator.close()
    await scratch.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { replicas: started, simulator, config, databaseUrl: scratch.url, master: config.secrets.masterToken, close }
}

function replica(port: number, settings: Record<string, string>): Replica {
  const url = `http://127.0.0.1:${port}`
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, WEBHOOK_BASE_URL: url, ...settings, PORT: String(port) }
  let child: ChildProcess | undefined
  let log = ''
  const ended = async (signal: NodeJS.Signals) => {
    const running = child
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
    return running.exitCode
  }
  return {
    url,
    async start() {
      if (child && child.exitCode === null && child.signalCode === null) return
      log = ''
      child = spawn(process.execPath, ['src/main.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      child.stderr?.on('data', (chunk) => (log += chunk))
      child.stdout?.on('data', (chunk) => (log += chunk))
      await until(
        async () => {
          if (child?.exitCode !== null) throw new Error(`the server ended:\n${log}`)
          return fetch(`${url}/health`).then(
            (answer) => answer.ok,
            () => false
          )
        },
        'the server serves',
        60_000
      )
    },
    crash: async () => void (await ended('SIGKILL')),
    stop: () => ended('SIGTERM')
  }
}

/** Calls a tool of a replica over REST. @throws Error when the connection breaks. */
export async function callTool<T = Record<string, unknown>>(url: string, token: string, name: string, args: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/tools/${name}`, { method: 'POST', headers, body: JSON.stringify(args) })
  return { status: response.status, body: (await response.json()) as T }
}

/** A new agent with a number and an address. */
export async function provisionOn(url: string, master: string, more: object = {}) {
  const { status, body } = await callTool<{
    agentId: string
    securityToken: string
    channels: { phone: { number: string }; email: { address: string } }
  }>(url, master, 'comms_provision_channels', {
    displayName: 'Test Agent',
    greeting: 'Hello.',
    systemPrompt: 'Be kind.',
    country: 'US',
    capabilities: { phone: true, email: true },
    ...more
  })
  if (status !== 200) throw new Error(`provisioning answered ${status}: ${JSON.stringify(body)}`)
  return {
    agentId: body.agentId,
    token: body.securityToken,
    number: body.channels.phone.number,
    email: body.channels.email.address
  }
}
