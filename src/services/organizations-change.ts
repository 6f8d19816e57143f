import { eq } from 'drizzle-orm'
import { auditLog, organizations } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import type { OrganizationSettings } from '../schemas/organization.ts'
import type { OrganizationView } from '../schemas/organization-view.ts'
import { actorOf } from './callers.ts'
import { announceOrganization } from './organizations-changed.ts'
import { organizationNotFound, requireOwn, toOrganizationView } from './organizations-read.ts'

/** What of an organization its own people may change. */
export interface OrganizationChange {
  name?: string
  companyName?: string
  website?: string
  useCaseDescription?: string
  /** Replaces all settings. */
  settings?: OrganizationSettings
}

/**
 * Changes what an organization tells of itself and decides for its agents.
 * @throws CommsError `not_found`, `invalid_input` when nothing is to be changed.
 */
export async function changeOrganization(
  deps: Deps,
  caller: Caller,
  orgId: string,
  change: OrganizationChange
): Promise<OrganizationView> {
  requireOwn(caller, orgId)
  const fields = Object.keys(change)
  if (fields.length === 0) throw new CommsError('invalid_input', 'body: name at least one thing to change')
  const row = await deps.db.transaction(async (tx) => {
    const [changed] = await tx.update(organizations).set(change).where(eq(organizations.id, orgId)).returning()
    if (!changed) throw organizationNotFound()
    const entry = { orgId, event: 'admin.action', actor: actorOf(caller), subject: orgId } as const
    const details = { action: 'organization_changed', fields }
    await tx.insert(auditLog).values(auditRow(deps.clock.now(), { ...entry, details }))
    return changed
  })
  await announceOrganization(deps, orgId)
  return toOrganizationView(row)
}
