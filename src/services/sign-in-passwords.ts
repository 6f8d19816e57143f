import { and, eq, sql } from 'drizzle-orm'
import { auditLog, users } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { attemptPassed, beginAttempt, forgiveAccount } from './lockout.ts'
import { replaceCode, spendCode } from './one-time-codes.ts'
import { allowMail } from './one-time-codes-allowance.ts'
import { hashPassword, isPassword } from './password.ts'
import { sendAccountMail } from './system-agent.ts'
import { accountAction, findUser, mailboxOf, type UserRow } from './users.ts'
import { resetMail } from './users-mails.ts'

/** What is done after the answer has left, so that neither its time nor its failure tells who exists. */
export type FollowUp = () => Promise<void>

/**
 * Has a code mailed with which the owner of the mailbox can set a new password, if there is such an account.
 * @throws CommsError `rate_limited`, whether or not there is.
 */
export async function requestPasswordReset(deps: Deps, given: string, address: string): Promise<FollowUp> {
  const email = mailboxOf(given)
  await allowMail(deps, { email, address })
  return async () => {
    const user = await findUser(deps.db, email)
    if (user?.status !== 'active') return
    const of = { purpose: 'reset_password', userId: user.id, orgId: user.orgId } as const
    const code = await deps.db.transaction((tx) => replaceCode(deps, tx, of))
    await sendAccountMail(deps, resetMail(email, code))
  }
}

/**
 * Sets the password of who has the mailed code, ends all sessions, and ends a lockout of the account.
 * @throws CommsError `invalid_input` for a wrong code and for an account that is not there, `locked_out`.
 */
export async function confirmPasswordReset(
  deps: Deps,
  input: { email: string; code: string; password: string },
  address: string
): Promise<void> {
  const email = mailboxOf(input.email)
  // A code bears five guesses; were the account's lockout asked as well, others could keep its owner out for good.
  await beginAttempt(deps, { address })
  const [user, passwordHash] = await Promise.all([findUser(deps.db, email), hashPassword(input.password)])
  const spent = await spendCode(deps, { purpose: 'reset_password', userId: user?.id ?? 'nobody' }, input.code)
  if (!user || !spent || user.status !== 'active') throw wrongCode()
  await deps.db.batch([
    ...attemptPassed(deps, { address }),
    forgiveAccount(deps, email),
    ...newPassword(deps, user, passwordHash, 'password_reset')
  ])
}

/**
 * Changes the password of a person who is signed in and knows it; all sessions end. Returns the version of new ones.
 * @throws CommsError `unauthorized` for a wrong password, `locked_out`.
 */
export async function changePassword(
  deps: Deps,
  user: UserRow,
  input: { currentPassword: string; newPassword: string },
  address: string
): Promise<number> {
  const attempt = { email: user.email, address }
  await beginAttempt(deps, attempt)
  if (!(await isPassword(input.currentPassword, user.passwordHash)))
    throw new CommsError('unauthorized', 'The current password is wrong.', { nextAction: 'Try again.' })
  const passwordHash = await hashPassword(input.newPassword)
  await deps.db.batch([...attemptPassed(deps, attempt), ...newPassword(deps, user, passwordHash, 'password_changed')])
  return user.sessionVersion + 1
}

/** The answer to a code that is wrong, spent or too old, or is not one of this account. */
export const wrongCode = () =>
  new CommsError('invalid_input', 'code: is wrong, was used before, or is older than ten minutes', {
    nextAction: 'Have a new code mailed and use that.'
  })

function newPassword(deps: Deps, user: UserRow, passwordHash: string, action: string) {
  const change = { passwordHash, sessionVersion: sql`${users.sessionVersion} + 1`, updatedAt: deps.clock.now() }
  return [
    deps.db
      .update(users)
      .set(change)
      .where(and(eq(users.id, user.id), eq(users.status, 'active'))),
    deps.db.insert(auditLog).values(accountAction(deps, user, action))
  ]
}
