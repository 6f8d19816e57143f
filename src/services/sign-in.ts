import { and, eq, sql } from 'drizzle-orm'
import { auditLog, organizations, users } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { type Attempt, attemptPassed, beginAttempt } from './lockout.ts'
import { isPassword } from './password.ts'
import { accountAction, findUser, mailboxOf, type UserRow } from './users.ts'

/** How long a session lasts, in milliseconds, however much it is used. */
export const SESSION_MS = 12 * 3_600_000

/** What a session cookie holds, encrypted. */
export interface SessionFacts {
  userId: string
  sessionVersion: number
  /** Milliseconds since 1970. */
  issuedAt: number
}

/** A person who is signed in, and how their organization stands. */
export interface SignedIn {
  user: UserRow
  organizationStatus: (typeof organizations.$inferSelect)['status']
}

/**
 * The person with this mailbox and password. Nothing in the refusal, nor in the time it takes, tells whether there is such an account.
 * @throws CommsError `unauthorized`, `locked_out` after too many failures, `forbidden` when the mailbox is not confirmed yet.
 */
export async function signIn(
  deps: Deps,
  { email: given, password }: { email: string; password: string },
  address: string
): Promise<UserRow> {
  const email = mailboxOf(given)
  const attempt: Attempt = { email, address }
  await beginAttempt(deps, attempt)
  const user = await findUser(deps.db, email)
  const known = await isPassword(password, user?.passwordHash)
  if (!user || !known || user.status === 'disabled') throw refused()
  if (user.status === 'unverified')
    throw new CommsError('forbidden', 'This account waits for its mailbox to be confirmed.', {
      nextAction: 'Send the mailed code to POST /auth/verify, or have another one mailed by POST /auth/resend-code.'
    })
  await deps.db.batch([...attemptPassed(deps, attempt), ...signedIn(deps, user)])
  return user
}

/** Statements that note a sign-in. */
export function signedIn(deps: Deps, { id, orgId, superAdmin }: Pick<UserRow, 'id' | 'orgId' | 'superAdmin'>) {
  const now = deps.clock.now()
  const actor = `${superAdmin ? 'super' : 'org'}:usr:${id}`
  return [
    deps.db.update(users).set({ lastLoginAt: now }).where(eq(users.id, id)),
    deps.db.insert(auditLog).values(auditRow(now, { orgId, event: 'admin.signed_in', actor, subject: id }))
  ]
}

/** Ends all sessions of a person, on every replica: their next requests are refused. */
export async function signOut(deps: Deps, user: Pick<UserRow, 'id' | 'orgId'>, actor?: string): Promise<void> {
  const over = { sessionVersion: sql`${users.sessionVersion} + 1`, updatedAt: deps.clock.now() }
  await deps.db.batch([
    deps.db.update(users).set(over).where(eq(users.id, user.id)),
    deps.db.insert(auditLog).values(accountAction(deps, user, 'signed_out', { ...(actor !== undefined && { actor }) }))
  ])
}

/** Who is behind a session; undefined when it is over. It is asked of the database each time, so that it ends everywhere at once. */
export async function whoIsSignedIn(deps: Deps, facts: SessionFacts): Promise<SignedIn | undefined> {
  const ageMs = deps.clock.now().getTime() - facts.issuedAt
  if (!(ageMs >= 0 && ageMs < SESSION_MS)) return undefined
  const same = and(eq(users.id, facts.userId), eq(users.sessionVersion, facts.sessionVersion))
  const [row] = await deps.db
    .select({ user: users, organizationStatus: organizations.status })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.orgId))
    .where(and(same, eq(users.status, 'active')))
  return row
}

function refused(): CommsError {
  securityEventsTotal.inc({ type: 'sign_in_refused' })
  return new CommsError('unauthorized', 'The email address or the password is wrong.', {
    nextAction: 'Try again, or have a code to reset the password mailed by POST /auth/password/reset.'
  })
}
