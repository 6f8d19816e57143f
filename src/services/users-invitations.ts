import { eq } from 'drizzle-orm'
import Type from 'typebox'
import { isUniqueViolation } from '../db/batch.ts'
import { auditLog, organizations, users } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { compile } from '../lib/validate.ts'
import { auditRow } from '../observability/audit.ts'
import { Mailbox, Role, type UserRole } from '../schemas/account.ts'
import { Strict } from '../schemas/common.ts'
import { actorOf } from './callers.ts'
import { allowMail } from './one-time-codes-allowance.ts'
import { organizationNotFound } from './organizations-read.ts'
import { hashPassword } from './password.ts'
import { signedIn } from './sign-in.ts'
import { sendAccountMail } from './system-agent.ts'
import { mailboxOf, newUser, type UserRow } from './users.ts'
import { invitationMail } from './users-mails.ts'

/** How long an invitation is good for, in milliseconds. */
const LIFETIME_MS = 3 * 86_400_000
const CONTEXT = 'invitation of a user'

const InvitationSchema = Strict({
  orgId: Type.String(),
  email: Mailbox,
  role: Role,
  by: Type.String(),
  expiresAt: Type.Integer()
})
const checkInvitation = compile(InvitationSchema)

/**
 * Mails somebody an invitation into the caller's organization. Nothing is stored, and the answer is the same whoever has an
 * account already: the invitation itself says who is invited as what, and only this server can write or read one.
 * @throws CommsError `invalid_input`, `rate_limited`, and those of the gate and of the vendor when it could not be mailed.
 */
export async function inviteUser(
  deps: Deps,
  caller: Caller,
  { email: given, role }: { email: string; role: UserRole }
): Promise<void> {
  const email = mailboxOf(given)
  const { orgId } = caller
  const [organization] = await deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  if (!organization) throw organizationNotFound()
  await allowMail(deps, { email })
  const by = actorOf(caller)
  const expiresAt = deps.clock.now().getTime() + LIFETIME_MS
  const invitation = deps.sealer.seal(JSON.stringify({ orgId, email, role, by, expiresAt }), CONTEXT)
  await sendAccountMail(
    deps,
    invitationMail(email, { organization: organization.name, url: deps.publicUrl(), invitation })
  )
  const details = { action: 'user_invited', role }
  const entry = { orgId, event: 'admin.action', actor: by, subject: orgId, details } as const
  await deps.db.insert(auditLog).values(auditRow(deps.clock.now(), entry))
}

/**
 * Makes the account that an invitation offers. Who holds the invitation has shown that the mailbox is theirs.
 * @throws CommsError `invalid_input` for one that is forged or too old, `conflict` when the mailbox has an account,
 * `organization_not_active` while the organization is suspended.
 */
export async function acceptInvitation(
  deps: Deps,
  input: { invitation: string; password: string; displayName?: string }
): Promise<UserRow> {
  const { orgId, email, role, by } = readInvitation(deps, input.invitation)
  const [organization] = await deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  if (!organization) throw badInvitation()
  if (organization.status === 'suspended')
    throw new CommsError('organization_not_active', 'This organization is suspended.')
  const passwordHash = await hashPassword(input.password)
  const id = newId('usr', deps.clock.now())
  const given = { id, orgId, email, passwordHash, role, status: 'active' } as const
  const row = newUser(deps, { ...given, displayName: input.displayName })
  const details = { action: 'user_joined', role, invitedBy: by }
  const entry = { orgId, event: 'admin.action', actor: `org:usr:${id}`, subject: id, details } as const
  try {
    await deps.db.batch([
      deps.db.insert(users).values(row),
      deps.db.insert(auditLog).values(auditRow(deps.clock.now(), entry)),
      ...signedIn(deps, { id, orgId, superAdmin: false })
    ])
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CommsError('conflict', 'This mailbox has an account already.', {
      cause: error,
      nextAction: 'Sign in with it; an account belongs to one organization.'
    })
  }
  return { ...row, lastLoginAt: null } as UserRow
}

function readInvitation(deps: Pick<Deps, 'sealer' | 'clock'>, sealed: string) {
  let opened: unknown
  try {
    opened = JSON.parse(deps.sealer.open(sealed.trim(), CONTEXT))
  } catch {
    throw badInvitation()
  }
  const verdict = checkInvitation(opened)
  if (!verdict.ok || verdict.value.expiresAt <= deps.clock.now().getTime()) throw badInvitation()
  return verdict.value
}

const badInvitation = () =>
  new CommsError('invalid_input', 'invitation: is not one of this server, or is older than three days', {
    nextAction: 'Ask for a new invitation.'
  })
