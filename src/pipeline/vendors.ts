import { eq } from 'drizzle-orm'
import { organizations, systemSettings } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { OrgVendors } from '../providers/handle.ts'
import type { AgentRow } from './draft.ts'
import { ownAccountsOf } from './own-accounts.ts'

/** Longest time that a change of an organization's mode or blocks may take to be seen, in milliseconds. */
const MAX_AGE_MS = 2000

/** What the gate and the vendors need to know of an organization. */
export type OrganizationRow = typeof organizations.$inferSelect

const seen = new WeakMap<object, Map<string, { at: number; row: OrganizationRow }>>()

/**
 * The organization by id; at most two seconds old.
 * @throws CommsError `not_found`
 */
export async function organization(deps: Pick<Deps, 'db' | 'clock'>, orgId: string): Promise<OrganizationRow> {
  const cache = seen.get(deps.db) ?? new Map()
  seen.set(deps.db, cache)
  const now = deps.clock.now().getTime()
  const held = cache.get(orgId)
  if (held && now - held.at < MAX_AGE_MS) return held.row
  const [row] = await deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  if (!row) throw new CommsError('not_found', 'There is no such organization.')
  if (cache.size > 1000) cache.clear()
  cache.set(orgId, { at: now, row })
  return row
}

/**
 * Which vendors serve an organization, or one of its agents, which may have accounts of its own.
 * @throws CommsError `not_found`, and `provider_unavailable` when a stored credential cannot be read
 */
export async function orgVendors(
  deps: Pick<Deps, 'db' | 'bus' | 'clock' | 'sealer'>,
  orgId: string,
  agentId?: string | null
): Promise<OrgVendors> {
  const { id, mode } = await organization(deps, orgId)
  const own = await ownAccountsOf(deps, { id, mode }, agentId)
  return own === undefined ? { id, mode } : { id, mode, own }
}

/** The same for an agent that may have chosen who speaks and hears for it. @throws CommsError as `orgVendors` */
export async function speechVendors(
  deps: Pick<Deps, 'db' | 'bus' | 'clock' | 'sealer'>,
  { orgId, id, providerOverrides: { tts, stt } }: Pick<AgentRow, 'orgId' | 'id' | 'providerOverrides'>
): Promise<OrgVendors> {
  return { ...(await orgVendors(deps, orgId, id)), prefers: { tts, stt } }
}

/** Name of the setting that lists the channels which are off for the whole server. */
export const BLOCKED_CHANNELS = 'blocked_channels'

const switches = new WeakMap<object, { at: number; blocked: readonly string[] }>()

/** Channels that are switched off for the whole server; at most two seconds old. */
export async function systemBlocked(deps: Pick<Deps, 'db' | 'clock'>): Promise<readonly string[]> {
  const now = deps.clock.now().getTime()
  const held = switches.get(deps.db)
  if (held && now - held.at < MAX_AGE_MS) return held.blocked
  const [row] = await deps.db.select().from(systemSettings).where(eq(systemSettings.name, BLOCKED_CHANNELS))
  const blocked = (row?.value as string[] | undefined) ?? []
  switches.set(deps.db, { at: now, blocked })
  return blocked
}

/** Has the next look at organizations and switches ask the database. */
export function forgetOrganizations({ db }: Pick<Deps, 'db'>): void {
  seen.delete(db)
  switches.delete(db)
}
