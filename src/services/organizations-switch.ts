import { eq } from 'drizzle-orm'
import { auditLog, organizations, systemSettings } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { BLOCKED_CHANNELS } from '../pipeline/vendors.ts'
import type { Channel } from '../schemas/common.ts'
import { actorOf } from './callers.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'
import { announceOrganization } from './organizations-changed.ts'

/** Channels on which nothing may be sent: by the whole server, and by one organization. */
export interface Switches {
  system: Channel[]
  organization: Channel[]
}

/** What is switched off now for an organization. */
export async function readSwitches(deps: Deps, orgId: string): Promise<Switches> {
  const [[system], [organization]] = await Promise.all([
    deps.db.select().from(systemSettings).where(eq(systemSettings.name, BLOCKED_CHANNELS)),
    deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  ])
  return {
    system: (system?.value as Channel[] | undefined) ?? [],
    organization: (organization?.blockedChannels as Channel[] | undefined) ?? []
  }
}

/**
 * Switches channels off for an organization or for the whole server, and all others on: at once here, within
 * two seconds on every replica.
 * @throws CommsError `forbidden` when somebody else than a super-admin does it for the server.
 */
export async function switchChannels(
  deps: Deps,
  caller: Caller,
  { scope, channels }: { scope: 'organization' | 'system'; channels: Channel[] }
): Promise<Switches> {
  if (scope === 'system' && caller.role !== 'super')
    throw new CommsError('forbidden', 'Only a super-admin may switch channels of the whole server.')
  const now = deps.clock.now()
  const { orgId } = caller
  const value = [...new Set(channels)]
  const setting = { value, updatedAt: now }
  const change =
    scope === 'system'
      ? deps.db
          .insert(systemSettings)
          .values({ name: BLOCKED_CHANNELS, ...setting })
          .onConflictDoUpdate({ target: systemSettings.name, set: setting })
      : deps.db.update(organizations).set({ blockedChannels: value }).where(eq(organizations.id, orgId))
  const owner = scope === 'system' ? DEFAULT_ORG_ID : orgId
  const details = { action: 'channels_switched', scope, blocked: value }
  const entry = { orgId: owner, event: 'admin.action', actor: actorOf(caller), subject: owner, details } as const
  await deps.db.batch([change, deps.db.insert(auditLog).values(auditRow(now, entry))])
  await announceOrganization(deps, scope === 'system' ? '' : orgId)
  return readSwitches(deps, orgId)
}
