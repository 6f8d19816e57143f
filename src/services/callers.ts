import { eq } from 'drizzle-orm'
import { organizations } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'

/** Role and token id, as audit rows name who acted. */
export const actorOf = (caller: Caller): string => `${caller.role}:${caller.tokenId}`

/**
 * The caller as it acts for the organization that it named; a super-admin may name any, everybody else their own.
 * @throws CommsError `not_found` when there is no such organization, or it is not the caller's.
 */
export async function actingFor(deps: Pick<Deps, 'db'>, caller: Caller, orgId: string | undefined): Promise<Caller> {
  if (orgId === undefined || orgId === '' || orgId === caller.orgId) return caller
  if (caller.role === 'super') {
    const query = deps.db.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, orgId))
    const [row] = await query
    if (row) return { ...caller, orgId: row.id }
  }
  throw new CommsError('not_found', 'There is no organization with this id.')
}
