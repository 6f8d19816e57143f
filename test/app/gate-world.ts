import { eq } from 'drizzle-orm'
import {
  agents,
  contactAttempts,
  contactConsent,
  contacts,
  dncList,
  nationalDnc,
  nationalRegistries,
  organizations
} from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { forgetOrganizations } from '../../src/pipeline/vendors.ts'
import type { OrganizationSettings } from '../../src/schemas/organization.ts'
import type { LimitOverrides } from '../../src/schemas/usage.ts'
import { announceAgent } from '../../src/services/agent-cache.ts'
import type { TestApp } from '../helpers/test-app.ts'
import { seedOrganization } from '../helpers/test-deps.ts'

/** A new organization with one agent, and a person whom nobody has written to. */
export interface GateWorld {
  t: TestApp
  orgId: string
  agentId: string
  token: string
  /** E.164. */
  number: string
  address: string
}

/** What an arrangement adds to the arguments of the tool. */
export type Extra = Record<string, unknown>

/** Sets the world up so that one check refuses, and no check before it. */
export type Arrange = (world: GateWorld, channel: Gated) => Promise<Extra> | Extra

/** Channels that tools take. */
export type Gated = 'sms' | 'email' | 'voice'

const HOUR_MS = 3_600_000
let people = 0

/** A world in which everything is let pass. */
export async function gateWorld(t: TestApp): Promise<GateWorld> {
  const orgId = await seedOrganization(t.app)
  const { agentId, securityToken } = await t.provision('Gate', t.master, { 'x-organization-id': orgId })
  const who = String(++people).padStart(4, '0')
  const person = { number: `+1415557${who}`, address: `person-${who}@example.org` }
  return { t, orgId, agentId, token: securityToken, ...person }
}

async function changeOrganization({ t, orgId }: GateWorld, values: Partial<typeof organizations.$inferInsert>) {
  await t.app.db.update(organizations).set(values).where(eq(organizations.id, orgId))
  forgetOrganizations(t.app)
  return {}
}

const withSettings = (world: GateWorld, settings: OrganizationSettings) => changeOrganization(world, { settings })
const withLimits = (world: GateWorld, limits: LimitOverrides) => changeOrganization(world, { limits })

/** Somebody of whom this is on record; no directory is asked about him. */
async function knownAs({ t, orgId, number, address }: GateWorld, timeZone: string | null, consented: boolean) {
  const now = t.app.clock.now()
  const later = new Date(now.getTime() + 24 * HOUR_MS)
  for (const contact of [number, address]) {
    const known = { orgId, contact, timeZone, region: 'US-CA', lead: false, askedAt: now, askAgainAt: later }
    await t.app.db.insert(contacts).values({ ...known, createdAt: now, updatedAt: now })
    const consent = { channel: 'any', purpose: 'any', kind: 'express', source: 'test', recordedBy: 'test' } as const
    if (consented)
      await t.app.db
        .insert(contactConsent)
        .values({ id: newId('cns'), orgId, contact, ...consent, grantedAt: now, createdAt: now })
  }
}

/** A zone in which it is between three and four in the morning. */
function nightZone(now: Date): string {
  const ahead = ((3 - now.getUTCHours() + 36) % 24) - 12
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

/** For each check, and for the counters that come after them, a world in which it refuses. */
export const ARRANGE: Readonly<Record<string, Arrange>> = {
  async 'blocked-channel'({ t, orgId, agentId }, channel) {
    const as = { 'x-organization-id': orgId }
    await t.must('comms_update_agent', { agentId, blockedChannels: [channel] }, t.master, as)
    return {}
  },
  // A real organization that nobody has approved yet.
  'organization-mode': (world) => changeOrganization(world, { mode: 'production', status: 'pending_review' }),
  content: () => ({ body: 'My card is 4111 1111 1111 1111.' }),
  'toll-fraud': ({ number }) => ({ to: number.replace('+1415', '+1900') }),
  'country-rules': (world) => withSettings(world, { allowedCountries: ['GB'] }),
  async dnc({ t, orgId, number, address }) {
    const createdAt = t.app.clock.now()
    const entry = { orgId, reason: 'asked', source: 'manual' as const, createdAt }
    await t.app.db.insert(dncList).values([
      { ...entry, contact: number },
      { ...entry, contact: address }
    ])
    return {}
  },
  async 'national-dnc'({ t, number }) {
    const at = { registry: 'us-ftc', importId: newId('imp') }
    await t.app.db
      .insert(nationalRegistries)
      .values({ ...at, entries: 1, importedAt: t.app.clock.now() })
      .onConflictDoUpdate({ target: nationalRegistries.registry, set: at })
    await t.app.db.insert(nationalDnc).values({ ...at, contact: number })
    return { purpose: 'marketing' }
  },
  async consent(world, channel) {
    await knownAs(world, null, false)
    if (channel === 'voice') return {}
    if (channel === 'sms') return { purpose: 'marketing' }
    // An address tells no country: the rules are those of the agent's.
    const { t, agentId } = world
    await t.app.db.update(agents).set({ country: 'GB' }).where(eq(agents.id, agentId))
    await announceAgent(t.app, agentId)
    return { purpose: 'marketing' }
  },
  async 'quiet-hours'(world) {
    await knownAs(world, nightZone(world.t.app.clock.now()), true)
    return {}
  },
  // Earlier calls of the day, as many as it may have.
  async frequency({ t, orgId, agentId, number: contact }) {
    const createdAt = t.app.clock.now()
    const call = () => ({ id: newId('att'), orgId, agentId, contact, createdAt })
    await t.app.db.insert(contactAttempts).values([call(), call()])
    return {}
  },
  'email-identity': () => ({ purpose: 'marketing' }),
  'price-cap': (world) => withLimits(world, { maxCostPerActionMicroUsd: 1 }),
  limits: (world) => withLimits(world, { maxActionsPerDay: 0 }),
  spend: (world) => withLimits(world, { maxSpendPerDayMicroUsd: 0 })
}
