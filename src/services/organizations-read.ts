import { and, desc, eq, exists, lt, ne, not } from 'drizzle-orm'
import { organizations, users } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import type { Channel } from '../schemas/common.ts'
import type { OrganizationPage, OrganizationView } from '../schemas/organization-view.ts'
import { SYSTEM_ORG_ID } from './organizations.ts'

type Row = typeof organizations.$inferSelect

/** An organization as its people and the operator see it. */
export const toOrganizationView = (row: Row): OrganizationView => ({
  organizationId: row.id,
  name: row.name,
  slug: row.slug,
  mode: row.mode,
  status: row.status,
  blockedChannels: row.blockedChannels as Channel[],
  settings: row.settings as OrganizationView['settings'],
  companyName: row.companyName,
  website: row.website,
  useCaseDescription: row.useCaseDescription,
  reviewedAt: row.reviewedAt?.toISOString() ?? null,
  reviewNote: row.reviewNote,
  createdAt: row.createdAt.toISOString()
})

/**
 * One page of all organizations, the newest first; those whose founder has not confirmed the mailbox yet do not count.
 * @throws CommsError `forbidden` unless a super-admin asks.
 */
export async function listOrganizations(
  deps: Deps,
  caller: Caller,
  { limit = 50, cursor, status }: { limit?: number; cursor?: string; status?: Row['status'] }
): Promise<OrganizationPage> {
  if (caller.role !== 'super') throw new CommsError('forbidden', 'Only a super-admin may list organizations.')
  const unconfirmed = deps.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.orgId, organizations.id), eq(users.status, 'unverified')))
  const which = and(
    ne(organizations.id, SYSTEM_ORG_ID),
    not(exists(unconfirmed)),
    cursor === undefined ? undefined : lt(organizations.id, cursor),
    status && eq(organizations.status, status)
  )
  const query = deps.db.select().from(organizations).where(which).orderBy(desc(organizations.id))
  const rows = await query.limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { organizations: page.map(toOrganizationView), ...(rows.length > limit && last && { cursor: last.id }) }
}

/**
 * One organization: the caller's own or, for a super-admin, any.
 * @throws CommsError `not_found` for one that is not there, or not the caller's.
 */
export async function readOrganization(deps: Deps, caller: Caller, orgId: string): Promise<OrganizationView> {
  requireOwn(caller, orgId)
  const [row] = await deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  if (!row) throw organizationNotFound()
  return toOrganizationView(row)
}

/** The answer to the id of an organization that is not there, or is somebody else's. */
export const organizationNotFound = () => new CommsError('not_found', 'There is no organization with this id.')

/** @throws CommsError `not_found` for an organization that is not the caller's, and for that of the house. */
export function requireOwn(caller: Caller, orgId: string): void {
  if (orgId === SYSTEM_ORG_ID || (caller.role !== 'super' && orgId !== caller.orgId)) throw organizationNotFound()
}
