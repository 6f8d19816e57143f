import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { auditLog, organizations, users } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import type { OrganizationView } from '../schemas/organization-view.ts'
import { actorOf } from './callers.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'
import { announceOrganization, dropTokens } from './organizations-changed.ts'
import { organizationNotFound, requireOwn, toOrganizationView } from './organizations-read.ts'
import { sendAccountMail } from './system-agent.ts'
import { reviewMail } from './users-mails.ts'

/** What a reviewer can decide. */
export const DECISIONS = ['approve', 'reject', 'suspend', 'reinstate'] as const
/** One decision of a reviewer. */
export type Decision = (typeof DECISIONS)[number]

type Row = typeof organizations.$inferSelect

/** Statuses from which a decision can be made. */
const FROM: Record<Decision, Row['status'][]> = {
  approve: ['pending_review'],
  reject: ['pending_review'],
  suspend: ['pending_review', 'approved'],
  reinstate: ['suspended']
}

/**
 * Decides on an organization: approval takes it into production, a rejection leaves it in the sandbox, a suspension stops
 * its tokens on every replica, and reinstating it makes them good again. Its owners are told by mail.
 * @throws CommsError `forbidden` unless a super-admin decides, `not_found`, `conflict` when it does not stand so, or has not
 * told who it is.
 */
export async function reviewOrganization(
  deps: Deps,
  caller: Caller,
  orgId: string,
  { decision, note }: { decision: Decision; note?: string | undefined }
): Promise<OrganizationView> {
  if (caller.role !== 'super') throw new CommsError('forbidden', 'Only a super-admin may review organizations.')
  requireOwn(caller, orgId)
  const [before] = await deps.db.select().from(organizations).where(eq(organizations.id, orgId))
  if (!before) throw organizationNotFound()
  if (decision === 'approve') requireIdentity(before)
  const now = deps.clock.now()
  const told = { reviewedAt: now, reviewedBy: actorOf(caller), reviewNote: note ?? null }
  const row = await deps.db.transaction(async (tx) => {
    const change = { ...stateAfter(decision, before), ...told }
    const [changed] = await tx.update(organizations).set(change).where(standsAs(before, decision)).returning()
    if (!changed)
      throw new CommsError('conflict', `To ${decision} it, the organization must be ${FROM[decision].join(' or ')}.`)
    const details = { decision, from: before.status, status: changed.status, mode: changed.mode }
    const entry = { orgId, event: 'organization.reviewed', actor: actorOf(caller), subject: orgId, details } as const
    await tx.insert(auditLog).values(auditRow(now, entry))
    return changed
  })
  await announceOrganization(deps, orgId)
  if (decision === 'suspend') await dropTokens(deps, orgId)
  await tellOwners(deps, row, decision)
  return toOrganizationView(row)
}

/** Still as it was read, and such that the decision can be made. */
const standsAs = ({ id, status, mode }: Row, decision: Decision): SQL | undefined =>
  and(
    eq(organizations.id, id),
    eq(organizations.status, status),
    eq(organizations.mode, mode),
    inArray(organizations.status, FROM[decision])
  )

function stateAfter(decision: Decision, { id, mode }: Row): Partial<Pick<Row, 'status' | 'mode'>> {
  if (decision === 'approve') return { status: 'approved', mode: 'production' }
  if (decision === 'suspend') return { status: 'suspended' }
  // What was suspended before anybody approved it is reviewed first; the server's own needs no review.
  if (decision === 'reinstate')
    return { status: mode === 'production' || id === DEFAULT_ORG_ID ? 'approved' : 'pending_review' }
  return {}
}

function requireIdentity({ companyName, website, useCaseDescription }: Row): void {
  const missing = Object.entries({ companyName, website, useCaseDescription }).flatMap(([name, told]) =>
    told === null ? [name] : []
  )
  if (missing.length > 0)
    throw new CommsError('conflict', `The organization has not told its ${missing.join(', ')}.`, {
      details: { missing },
      nextAction: 'Have an owner tell it, or set it by PATCH /admin/organizations/{orgId}.'
    })
}

/** A decision holds whether or not a mail can be sent. */
async function tellOwners(deps: Deps, { id, name, reviewNote: note }: Row, decision: Decision): Promise<void> {
  const owning = and(eq(users.orgId, id), eq(users.role, 'owner'), eq(users.status, 'active'))
  const owners = await deps.db.select({ email: users.email }).from(users).where(owning)
  const mails = owners.map(({ email }) =>
    sendAccountMail(deps, reviewMail(email, { organization: name, url: deps.publicUrl(), decision, note })).catch(
      (err: unknown) => deps.log.warn({ event: 'review_mail_failed', organizationId: id, err }, 'an owner was not told')
    )
  )
  await Promise.all(mails)
}
