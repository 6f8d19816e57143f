import { and, count, eq, ne, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { auditLog, organizations, users } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { USER_ROLES, type UserRole, type UserView } from '../schemas/account.ts'
import { actorOf } from './callers.ts'
import { accountAction, toUserView, type UserRow } from './users.ts'

/** What of a person's account others may change. */
export interface UserChange {
  displayName?: string
  role?: UserRole
  status?: 'active' | 'disabled'
}

/** Who changes an account, and with which right: `super` operates the server. */
export interface Changer {
  caller: Caller
  rank: UserRole | 'super'
}

/** Whether somebody of this rank may give or take this role. */
export const mayGive = (rank: Changer['rank'], role: UserRole): boolean =>
  rank === 'super' || USER_ROLES.indexOf(role) <= USER_ROLES.indexOf(rank)

/**
 * Changes a person of the caller's organization; what is taken from them is gone at their next request.
 * @throws CommsError `not_found`, `invalid_input` when nothing is to be changed, `forbidden` for a person or a role above the
 * caller's own, `conflict` for the last owner.
 */
export async function changeUser(
  deps: Deps,
  { caller, rank }: Changer,
  userId: string,
  change: UserChange
): Promise<UserView> {
  if (Object.keys(change).length === 0) throw new CommsError('invalid_input', 'body: name at least one thing to change')
  const { orgId } = caller
  const row = await deps.db.transaction(async (tx) => {
    // Whoever else changes people of this organization waits here, so that two owners cannot take each other away.
    await tx.update(organizations).set({ id: orgId }).where(eq(organizations.id, orgId))
    const own = and(eq(users.id, userId), eq(users.orgId, orgId))
    const [before] = await tx.select().from(users).where(own)
    if (!before || before.status === 'unverified') throw userNotFound()
    refuseAbove(rank, before, change)
    const staysOwner = (change.role ?? before.role) === 'owner' && (change.status ?? before.status) === 'active'
    if (before.role === 'owner' && !staysOwner) await requireAnotherOwner(tx, before)
    const disabled = change.status === 'disabled' && { sessionVersion: sql`${users.sessionVersion} + 1` }
    const [after] = await tx
      .update(users)
      .set({ ...change, ...disabled, updatedAt: deps.clock.now() })
      .where(own)
      .returning()
    if (!after) throw userNotFound()
    const { displayName: _name, ...details } = change
    const entry = accountAction(deps, before, 'user_changed', { actor: actorOf(caller), details })
    await tx.insert(auditLog).values(entry)
    return after
  })
  return toUserView(row)
}

/**
 * A person of the caller's organization, to act upon.
 * @throws CommsError `not_found`, `forbidden` for a person above the caller.
 */
export async function requireUser(deps: Deps, { caller, rank }: Changer, userId: string): Promise<UserRow> {
  const own = and(eq(users.id, userId), eq(users.orgId, caller.orgId))
  const [row] = await deps.db.select().from(users).where(own)
  if (!row) throw userNotFound()
  refuseAbove(rank, row, {})
  return row
}

const userNotFound = () => new CommsError('not_found', 'There is no person with this id.')

function refuseAbove(rank: Changer['rank'], before: UserRow, { role }: UserChange): void {
  const superAdmin = before.superAdmin && rank !== 'super'
  if (!superAdmin && mayGive(rank, before.role) && (role === undefined || mayGive(rank, role))) return
  throw new CommsError('forbidden', 'You may neither change who stands above you nor give a role above your own.', {
    nextAction: 'Ask an owner of the organization.'
  })
}

/** Somebody has to be able to decide for the organization. */
async function requireAnotherOwner(tx: Queries, { id, orgId }: UserRow): Promise<void> {
  const others = and(
    ...[eq(users.orgId, orgId), ne(users.id, id)],
    ...[eq(users.role, 'owner'), eq(users.status, 'active')]
  )
  const [found] = await tx.select({ owners: count() }).from(users).where(others)
  if ((found?.owners ?? 0) > 0) return
  throw new CommsError('conflict', 'This is the last owner of the organization.', {
    nextAction: 'Make somebody else an owner first.'
  })
}
