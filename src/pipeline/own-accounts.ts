import { and, eq } from 'drizzle-orm'
import { providerCredentials } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { OrgVendors, OwnAccounts, OwnCredentials } from '../providers/handle.ts'
import { ownAccounts } from '../providers/index.ts'

/** Topic with the id of an organization whose credentials were changed. */
const CREDENTIALS_CHANGED = 'credentials.changed'

/** Longest time, in milliseconds, for which credentials are believed without asking the database. */
const MAX_AGE_MS = 5000
const ORGANIZATIONS_MAX = 10_000

/** Vendors with which an organization may have an account of its own. */
export type OwnVendor = 'twilio' | 'resend'
/** One stored credential. */
export type CredentialRow = typeof providerCredentials.$inferSelect

/** What `sealed` of a credential holds. */
export interface SealedCredential {
  /** Of the organization when it was given: an account at the simulated carrier is none at the vendor. */
  mode: OrgVendors['mode']
  credential: NonNullable<OwnCredentials[OwnVendor]>
  /** Webhooks that were signed with this secret are believed until then. */
  former?: { secret: string; until: string } | undefined
  /** Whether the server opened it within the operator's account. */
  subaccount?: boolean | undefined
}

/** Seals a credential so that it opens for this row of this organization alone. */
export const sealCredential = (deps: Pick<Deps, 'sealer'>, orgId: string, id: string, held: SealedCredential): string =>
  deps.sealer.of(orgId).seal(JSON.stringify(held), id)

/** @throws Error when the row was changed, or the key is not among those that the server was given. */
export const openCredential = (
  deps: Pick<Deps, 'sealer'>,
  { orgId, id, sealed }: Pick<CredentialRow, 'orgId' | 'id' | 'sealed'>
): SealedCredential => JSON.parse(deps.sealer.of(orgId).open(sealed, id)) as SealedCredential

type Needs = Pick<Deps, 'db' | 'bus' | 'clock' | 'sealer'>
/** By agent, `''` for the organization, then by vendor; undefined for one that does not open. */
type Found = ReadonlyMap<string, ReadonlyMap<OwnVendor, SealedCredential | undefined>>

/**
 * The accounts that an organization, or one of its agents, has to itself in this mode; the agent's go first.
 * @throws CommsError `provider_unavailable` when a stored credential cannot be read: nobody else's takes its place
 */
export async function ownAccountsOf(
  deps: Needs,
  { id, mode }: Pick<OrgVendors, 'id' | 'mode'>,
  agentId?: string | null
): Promise<OwnAccounts | undefined> {
  const found = await memoryOf(deps).get(deps, id)
  if (found.size === 0) return undefined
  const own: OwnCredentials = { former: {} }
  for (const owner of agentId ? ['', agentId] : [''])
    for (const [vendor, held] of found.get(owner) ?? []) {
      if (held === undefined) throw unreadable(vendor)
      if (held.mode === mode) take(own, vendor, held, deps.clock.now())
    }
  return own.twilio || own.resend ? ownAccounts(own) : undefined
}

/** Every view of an organization's accounts: its own, each agent's, and the operator's. */
export async function everyOwnAccount(
  deps: Needs,
  org: Pick<OrgVendors, 'id' | 'mode'>
): Promise<(OwnAccounts | undefined)[]> {
  const found = await memoryOf(deps).get(deps, org.id)
  const owners = [...new Set(['', ...found.keys()])]
  const views = await Promise.all(owners.map((owner) => ownAccountsOf(deps, org, owner).catch(() => undefined)))
  return [...views, undefined]
}

/** Makes a change of credentials known to all replicas; this one knows it when the call returns. */
export async function announceCredentials(deps: Pick<Deps, 'bus'>, orgId: string): Promise<void> {
  memoryOf(deps).forget(orgId)
  await deps.bus.publish(CREDENTIALS_CHANGED, orgId)
}

function take(own: OwnCredentials, vendor: OwnVendor, { credential, former }: SealedCredential, now: Date): void {
  Object.assign(own, { [vendor]: credential })
  const believed = former !== undefined && now < new Date(former.until) ? former.secret : undefined
  own.former = { ...own.former, [vendor]: believed }
}

const unreadable = (vendor: OwnVendor) =>
  new CommsError('provider_unavailable', `The stored credentials for ${vendor} cannot be read.`, {
    details: { provider: vendor },
    nextAction: 'Ask an owner to give them anew with comms_register_provider.',
    retryable: false
  })

/** Remembers credentials for a moment; forgets at once what the bus tells it was changed, and answers only while it is told. */
class Memory {
  readonly #held = new Map<string, { found: Found; readAt: number }>()
  readonly #bus: Deps['bus']
  #generation = 0

  constructor(bus: Deps['bus']) {
    this.#bus = bus
    bus.subscribe(CREDENTIALS_CHANGED, (orgId) => this.forget(orgId))
    bus.onReset(() => {
      this.#generation++
      this.#held.clear()
    })
  }

  async get(deps: Needs, orgId: string): Promise<Found> {
    const known = this.#held.get(orgId)
    const now = deps.clock.now().getTime()
    if (known && Math.abs(now - known.readAt) < MAX_AGE_MS && this.#bus.connected()) return known.found
    const before = this.#generation
    const found = await read(deps, orgId)
    if (before === this.#generation) {
      if (this.#held.size >= ORGANIZATIONS_MAX) this.#held.clear()
      this.#held.set(orgId, { found, readAt: now })
    }
    return found
  }

  forget(orgId: string): void {
    this.#generation++
    this.#held.delete(orgId)
  }
}

async function read(deps: Needs, orgId: string): Promise<Found> {
  const isActive = and(eq(providerCredentials.orgId, orgId), eq(providerCredentials.status, 'active'))
  const rows = await deps.db.select().from(providerCredentials).where(isActive)
  const found = new Map<string, Map<OwnVendor, SealedCredential | undefined>>()
  for (const row of rows) {
    const ofOwner = found.get(row.agentId) ?? new Map<OwnVendor, SealedCredential | undefined>()
    found.set(row.agentId, ofOwner.set(row.provider as OwnVendor, openedOrNot(deps, row)))
  }
  return found
}

function openedOrNot(deps: Pick<Deps, 'sealer'>, row: CredentialRow): SealedCredential | undefined {
  try {
    return openCredential(deps, row)
  } catch {
    return undefined
  }
}

const memories = new WeakMap<Deps['bus'], Memory>()

function memoryOf({ bus }: Pick<Deps, 'bus'>): Memory {
  const memory = memories.get(bus) ?? new Memory(bus)
  memories.set(bus, memory)
  return memory
}
