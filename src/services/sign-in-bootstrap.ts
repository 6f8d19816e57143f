import { isUniqueViolation } from '../db/batch.ts'
import { auditLog, systemSettings, users } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import type { UserView } from '../schemas/account.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'
import { hashPassword } from './password.ts'
import { accountAction, mailboxOf, newUser, toUserView, type UserRow } from './users.ts'

/** The setting whose row says that the first super-admin was made. */
const DONE = 'super_admin_made'

/**
 * Makes the first super-admin, an owner of the default organization; once in the life of a server, however many ask at the same time.
 * @throws CommsError `conflict` the second time, and when the mailbox has an account.
 */
export async function makeFirstSuperAdmin(
  deps: Deps,
  input: { email: string; password: string; displayName?: string }
): Promise<UserView> {
  const email = mailboxOf(input.email)
  const passwordHash = await hashPassword(input.password)
  const id = newId('usr', deps.clock.now())
  const given = { id, orgId: DEFAULT_ORG_ID, email, passwordHash, role: 'owner', status: 'active' } as const
  const row = newUser(deps, { ...given, displayName: input.displayName, superAdmin: true })
  const entry = accountAction(deps, row, 'super_admin_made', { actor: 'super:admin' })
  try {
    await deps.db.batch([
      deps.db.insert(systemSettings).values({ name: DONE, value: id, updatedAt: deps.clock.now() }),
      deps.db.insert(users).values(row),
      deps.db.insert(auditLog).values(entry)
    ])
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CommsError('conflict', 'The first super-admin was made before, or this mailbox has an account.', {
      cause: error,
      nextAction: 'Sign in at POST /auth/login, or reset the password.'
    })
  }
  return toUserView({ ...row, lastLoginAt: null } as UserRow)
}
