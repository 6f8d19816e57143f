import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import { agentPool, agents, organizations } from '../../src/db/schema/index.ts'
import type { Deps, Log } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { keyRing } from '../../src/lib/key-ring.ts'
import { createProviders, openProvider } from '../../src/providers/index.ts'
import { simulatorCredentials } from '../../src/simulator/credentials.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { scratchDatabase } from './database.ts'
import { virtualClock } from './virtual-clock.ts'

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Everything that core functions need, real: a database of this run's dialect, the simulated carrier, a clock that stands still. */
export async function testDeps(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'comms-data-'))
  const config = loadConfig({ DATA_DIR: folder, WEBHOOK_BASE_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'silent', ...env })
  const scratch = await scratchDatabase()
  const { db, bus, close } = await openDatabase(scratch.url)
  const clock = virtualClock()
  const credentials = simulatorCredentials(config.secrets.sessionSecret)
  const simulator = await startSimulator({ clock, ...credentials, domains: [config.emailDefaultDomain] })
  const { accountSid, authToken, resendApiKey: apiKey, resendWebhookSecret: webhookSecret } = credentials
  const accounts = { twilio: { accountSid, authToken }, resend: { apiKey, webhookSecret } }
  const providers = createProviders({
    vendors: config.vendors,
    simulator: { url: simulator.url, credentials: accounts }
  })
  const deps: Deps = {
    config,
    db,
    bus,
    clock,
    log: silent,
    providers,
    sealer: keyRing(config.secrets.encryptionKey, config.secrets.formerEncryptionKeys),
    publicUrl: () => config.webhookBaseUrl ?? 'http://127.0.0.1:9'
  }
  onTestFinished(async () => {
    await close()
    await simulator.close()
    await scratch.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  return { deps, clock, simulator, config, databaseUrl: scratch.url }
}

/** A sandbox organization with room for agents. */
export async function seedOrganization(deps: Deps, id = newId('org')): Promise<string> {
  const now = deps.clock.now()
  await deps.db
    .insert(organizations)
    .values({ id, name: id, slug: id, mode: 'sandbox', status: 'approved', blockedChannels: [], createdAt: now })
  await deps.db.insert(agentPool).values({ orgId: id, maxAgents: 5, used: 0 })
  return id
}

/** An active agent with a number and an address, as provisioning leaves it; the carrier is not told of it. */
export async function seedAgent(deps: Deps, orgId: string, values: Partial<typeof agents.$inferInsert> = {}) {
  const id = values.id ?? newId('agt')
  const now = deps.clock.now()
  const [row] = await deps.db
    .insert(agents)
    .values({
      id,
      orgId,
      displayName: 'Test Agent',
      country: 'US',
      language: 'en-US',
      callbackSecret: deps.sealer.seal(`whsec_${randomBytes(24).toString('base64')}`, id),
      identityMode: 'dedicated',
      status: 'active',
      phoneNumber: `+1415${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`,
      phoneStatus: 'active',
      emailAddress: `${id.toLowerCase()}@agents.example.com`,
      emailStatus: 'active',
      voiceStatus: 'none',
      blockedChannels: [],
      storage: {},
      routeDuplication: {},
      providerOverrides: {},
      callbackFailures: 0,
      provisionedAt: now,
      createdAt: now,
      updatedAt: now,
      ...values
    })
    .returning()
  if (!row) throw new Error('the agent was not stored')
  return row
}

/** A number that the carrier has sold to a sandbox organization and that is pointed at the agent with this id. */
export async function buyNumber(deps: Deps, agentId: string): Promise<string> {
  const numbers = await openProvider(deps.providers, 'numbers', { id: 'org_any', mode: 'sandbox' })
  const [offer] = await numbers.search({ country: 'US', sms: true, voice: false, limit: 1 })
  if (!offer) throw new Error('the carrier has no number to sell')
  const at = `${deps.publicUrl()}/webhooks/${agentId}`
  const webhooks = { smsUrl: `${at}/sms`, voiceUrl: `${at}/voice`, statusUrl: `${at}/call-status` }
  return (await numbers.buy(offer.number, webhooks, agentId)).number
}
