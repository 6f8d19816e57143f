import { and, desc, eq, lt } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { type auditLog, users } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { contactKey, isEmail } from '../lib/phone.ts'
import { auditRow } from '../observability/audit.ts'
import type { UserView } from '../schemas/account.ts'

/** The row of a person. */
export type UserRow = typeof users.$inferSelect

/** A person as those see them who may. */
export const toUserView = (row: UserRow): UserView => ({
  userId: row.id,
  organizationId: row.orgId,
  email: row.email,
  displayName: row.displayName,
  role: row.role,
  superAdmin: row.superAdmin,
  status: row.status,
  lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString()
})

/** The caller that a signed-in person is. */
export const callerOf = ({ id, orgId, superAdmin }: Pick<UserRow, 'id' | 'orgId' | 'superAdmin'>): Caller => ({
  role: superAdmin ? 'super' : 'org',
  orgId,
  tokenId: `usr:${id}`
})

/**
 * A mailbox in the form under which accounts are kept.
 * @throws CommsError `invalid_input` for what is none.
 */
export function mailboxOf(email: string): string {
  if (!isEmail(email)) throw new CommsError('invalid_input', 'email: is not an email address')
  return contactKey(email)
}

/** The person with this mailbox. */
export async function findUser(db: Queries, email: string): Promise<UserRow | undefined> {
  const [row] = await db.select().from(users).where(eq(users.email, email))
  return row
}

/** The row of a new person. */
export function newUser(
  deps: Pick<Deps, 'clock'>,
  given: Pick<UserRow, 'id' | 'orgId' | 'email' | 'passwordHash' | 'role' | 'status'> & {
    displayName?: string | undefined
    superAdmin?: boolean
  }
): typeof users.$inferInsert {
  const now = deps.clock.now()
  const { displayName, superAdmin = false, ...rest } = given
  const name = displayName ?? given.email.slice(0, given.email.indexOf('@'))
  return { ...rest, displayName: name, superAdmin, sessionVersion: 1, createdAt: now, updatedAt: now }
}

/** One page of the people of an organization, the newest first. */
export async function listUsers(
  deps: Pick<Deps, 'db'>,
  orgId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined }
): Promise<{ users: UserView[]; cursor?: string }> {
  const after = cursor === undefined ? undefined : lt(users.id, cursor)
  const rows = await deps.db
    .select()
    .from(users)
    .where(and(eq(users.orgId, orgId), after))
    .orderBy(desc(users.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { users: page.map(toUserView), ...(rows.length > limit && last && { cursor: last.id }) }
}

/** The audit row of what a person did to an account; `actor` is role and id. */
export const accountAction = (
  deps: Pick<Deps, 'clock'>,
  { id, orgId }: Pick<UserRow, 'id' | 'orgId'>,
  action: string,
  more: { actor?: string; details?: Record<string, unknown> } = {}
): typeof auditLog.$inferInsert =>
  auditRow(deps.clock.now(), {
    ...{ orgId, event: 'admin.action', actor: more.actor ?? `user:usr:${id}`, subject: id },
    details: { action, ...more.details }
  })
