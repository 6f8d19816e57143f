import { eq } from 'drizzle-orm'
import { organizations, providerCredentials } from '../../src/db/schema/index.ts'
import type { Deps } from '../../src/deps.ts'
import { newId } from '../../src/lib/ids.ts'
import { dispatch } from '../../src/pipeline/dispatch.ts'
import { registerProvider } from '../../src/services/provider-credentials.ts'
import { orgCaller } from './callers.ts'
import { seedAgent, seedOrganization, testDeps } from './test-deps.ts'
import { vendorAccounts } from './vendor-accounts.ts'

/** Two organizations that may reach real people, each with an agent, and vendors that know several accounts. */
export async function tenants() {
  const vendor = await vendorAccounts()
  const { deps, clock, databaseUrl } = await testDeps(vendor.env)
  const lines: unknown[] = []
  const write = (...line: unknown[]) => void lines.push(line)
  Object.assign(deps, { log: { debug: write, info: write, warn: write, error: write } })
  const [a, b] = await Promise.all([tenant(deps), tenant(deps)])
  const register = (
    orgId: string,
    credentials: Parameters<typeof registerProvider>[2]['credentials'],
    more: { autoVerify?: boolean; agentId?: string } = {}
  ) => {
    const provider = 'apiKey' in credentials ? 'resend' : 'twilio'
    return registerProvider(deps, orgCaller(orgId), { provider, credentials, ...more })
  }
  const rows = () => deps.db.select().from(providerCredentials)
  return { vendor, deps, clock, databaseUrl, lines, a, b, register, rows }
}

/** An organization that may reach real people, with an agent. */
export async function tenant(deps: Deps) {
  const orgId = await seedOrganization(deps)
  await deps.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, orgId))
  return { orgId, agent: await seedAgent(deps, orgId) }
}

/** Lets an agent text somebody, as the pipeline does once the gate has let it pass. */
export const text = (deps: Deps, { id, orgId, phoneNumber }: Awaited<ReturnType<typeof seedAgent>>) =>
  dispatch(
    deps,
    { id: newId('msg'), orgId, agentId: id, channel: 'sms', contact: '+14155550123', ownAddress: phoneNumber ?? '' },
    { body: 'Hello' }
  )
/** How a text shows at the vendor. */
export const SENT = 'POST /Messages.json'
