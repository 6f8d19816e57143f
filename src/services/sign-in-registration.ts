import { and, eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { agentPool, auditLog, billingConfig, organizations, users } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import type { Registration } from '../schemas/account.ts'
import { attemptPassed, beginAttempt } from './lockout.ts'
import { replaceCode, spendCode } from './one-time-codes.ts'
import { allowMail } from './one-time-codes-allowance.ts'
import { newOrganization } from './organizations-create.ts'
import { hashPassword, isPassword } from './password.ts'
import { signedIn } from './sign-in.ts'
import { type FollowUp, wrongCode } from './sign-in-passwords.ts'
import { sendAccountMail } from './system-agent.ts'
import { findUser, mailboxOf, newUser, type UserRow } from './users.ts'
import { knownMail, verificationMail } from './users-mails.ts'

/**
 * Begins an account with an organization of its own, in the sandbox and pending review; it counts when the mailbox is
 * confirmed. Who has an account already is told so by mail, and nobody else is.
 * @throws CommsError `forbidden` where the operator lets nobody register, `rate_limited`.
 */
export async function register(deps: Deps, input: Registration, address: string): Promise<FollowUp> {
  if (!deps.config.openRegistration)
    throw new CommsError('forbidden', 'This server takes no registrations.', {
      nextAction: 'Ask an owner of an organization, or the operator of the server, to invite you.'
    })
  const email = mailboxOf(input.email)
  await allowMail(deps, { email, address })
  const passwordHash = await hashPassword(input.password)
  return async () => {
    const code = (await begin(deps, input, email, passwordHash)) ?? (await beginAgain(deps, input, email, passwordHash))
    await sendAccountMail(deps, code === undefined ? knownMail(email) : verificationMail(email, code))
  }
}

/**
 * Has another code mailed to who has not confirmed the mailbox yet, if there is such an account.
 * @throws CommsError `rate_limited`, whether or not there is.
 */
export async function resendCode(deps: Deps, given: string, address: string): Promise<FollowUp> {
  const email = mailboxOf(given)
  await allowMail(deps, { email, address })
  return async () => {
    const user = await findUser(deps.db, email)
    if (user?.status !== 'unverified') return
    const of = { purpose: 'verify_email', userId: user.id, orgId: user.orgId } as const
    const code = await deps.db.transaction((tx) => replaceCode(deps, tx, of))
    await sendAccountMail(deps, verificationMail(email, code))
  }
}

/**
 * Confirms the mailbox of a new account. The password is asked for as well, so that a code does not make good what somebody
 * else registered under this mailbox.
 * @throws CommsError `invalid_input` when either is wrong or there is no such account, `locked_out`.
 */
export async function verifyMailbox(
  deps: Deps,
  input: { email: string; code: string; password: string },
  address: string
): Promise<UserRow> {
  const email = mailboxOf(input.email)
  const attempt = { email, address }
  await beginAttempt(deps, attempt)
  const user = await findUser(deps.db, email)
  const known = await isPassword(input.password, user?.passwordHash)
  const of = { purpose: 'verify_email', userId: known && user ? user.id : 'nobody' } as const
  if (!(await spendCode(deps, of, input.code)) || user?.status !== 'unverified') throw wrongCode()
  await activate(deps, user)
  await deps.db.batch([...attemptPassed(deps, attempt), ...signedIn(deps, user)])
  return { ...user, status: 'active' }
}

/** Only as it was when its password was checked: it may have been registered anew meanwhile. */
async function activate(deps: Deps, user: UserRow): Promise<void> {
  const now = deps.clock.now()
  const details = { by: 'registration' }
  const entry = { orgId: user.orgId, event: 'organization.created', actor: `org:usr:${user.id}`, details } as const
  await deps.db.transaction(async (tx) => {
    const same = and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash), eq(users.status, 'unverified'))
    const active = { status: 'active', updatedAt: now } as const
    const changed = await tx.update(users).set(active).where(same).returning({ id: users.id })
    if (changed.length === 0) throw wrongCode()
    await tx.insert(auditLog).values(auditRow(now, { ...entry, subject: user.orgId }))
  })
}

/** The code for a new account; undefined when the mailbox has one. */
async function begin(
  deps: Deps,
  input: Registration,
  email: string,
  passwordHash: string
): Promise<string | undefined> {
  const userId = newId('usr', deps.clock.now())
  const { organization, pool, billing } = newOrganization(deps, { ...input, name: input.organizationName })
  const orgId = organization.id
  const given = { id: userId, orgId, email, passwordHash, role: 'owner', status: 'unverified' } as const
  try {
    return await deps.db.transaction(async (tx) => {
      await tx.insert(organizations).values(organization)
      await tx.insert(agentPool).values(pool)
      if (billing.length > 0) await tx.insert(billingConfig).values(billing)
      await tx.insert(users).values(newUser(deps, { ...given, displayName: input.displayName }))
      return replaceCode(deps, tx, { purpose: 'verify_email', userId, orgId })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return undefined
  }
}

/** The code for an account that was begun and not confirmed, as it is registered now; undefined when it was confirmed. */
async function beginAgain(
  deps: Deps,
  { organizationName, displayName, companyName, website, useCaseDescription }: Registration,
  email: string,
  passwordHash: string
): Promise<string | undefined> {
  const change = { passwordHash, updatedAt: deps.clock.now(), ...(displayName !== undefined && { displayName }) }
  return deps.db.transaction(async (tx) => {
    const unconfirmed = and(eq(users.email, email), eq(users.status, 'unverified'))
    const [user] = await tx.update(users).set(change).where(unconfirmed).returning()
    if (!user) return undefined
    const told = { companyName: companyName ?? null, website: website ?? null }
    await tx
      .update(organizations)
      .set({ name: organizationName, ...told, useCaseDescription: useCaseDescription ?? null })
      .where(eq(organizations.id, user.orgId))
    return replaceCode(deps, tx, { purpose: 'verify_email', userId: user.id, orgId: user.orgId })
  })
}
