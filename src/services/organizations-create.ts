import { isUniqueViolation } from '../db/batch.ts'
import { agentPool, auditLog, billingConfig, organizations } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { newId } from '../lib/ids.ts'
import { auditRow } from '../observability/audit.ts'
import type { OrganizationSettings } from '../schemas/organization.ts'
import type { OrganizationView } from '../schemas/organization-view.ts'
import { PLANS } from './billing-tiers.ts'
import { actorOf } from './callers.ts'
import { toOrganizationView } from './organizations-read.ts'
import { slugOf } from './slug.ts'
import { inviteUser } from './users-invitations.ts'

/** What makes an organization. */
export interface OrganizationWish {
  name: string
  /** Made of the name when absent. */
  slug?: string | undefined
  settings?: OrganizationSettings | undefined
  companyName?: string | undefined
  website?: string | undefined
  useCaseDescription?: string | undefined
}

/** The rows of a new organization: it begins in the sandbox, pending review, with the agent pool that the server gives. */
export function newOrganization(deps: Pick<Deps, 'config' | 'clock'>, wish: OrganizationWish) {
  const now = deps.clock.now()
  const id = newId('org', now)
  const plan = deps.config.edition === 'saas' ? freePlan(id, now) : undefined
  const organization: typeof organizations.$inferSelect = {
    ...{
      id,
      name: wish.name,
      slug: wish.slug ?? distinctSlug(wish.name, id),
      mode: 'sandbox',
      status: 'pending_review'
    },
    ...{ blockedChannels: [], limits: plan?.limits ?? {}, settings: wish.settings ?? {} },
    companyName: wish.companyName ?? null,
    website: wish.website ?? null,
    useCaseDescription: wish.useCaseDescription ?? null,
    ...{ reviewedAt: null, reviewedBy: null, reviewNote: null, createdAt: now }
  }
  const maxAgents = plan?.poolSize ?? deps.config.initialAgentPoolSize
  return { organization, pool: { orgId: id, maxAgents, used: 0 }, billing: plan ? [plan.billing] : [] }
}

/** On a hosted server an organization begins on the smallest plan, so that it has caps before anybody has looked at it. */
function freePlan(orgId: string, updatedAt: Date) {
  const { orgSpendPerDayMicroUsd, orgSpendPerMonthMicroUsd, poolSize, markupBasisPoints } = PLANS.free
  const billing = { orgId, tier: 'free', markupBasisPoints, billingEmail: null, updatedAt } as const
  return { limits: { orgSpendPerDayMicroUsd, orgSpendPerMonthMicroUsd }, poolSize, billing }
}

/**
 * Makes an organization with its agent pool and invites its first owner, where one is named.
 * @throws CommsError `forbidden` unless a super-admin asks, `conflict` when the slug is taken.
 */
export async function createOrganization(
  deps: Deps,
  caller: Caller,
  { ownerEmail, ...wish }: OrganizationWish & { ownerEmail?: string | undefined }
): Promise<{ organization: OrganizationView; ownerInvitation?: 'sent' | 'failed' }> {
  if (caller.role !== 'super') throw new CommsError('forbidden', 'Only a super-admin may make organizations.')
  const { organization, pool, billing } = newOrganization(deps, wish)
  const entry = { orgId: organization.id, event: 'organization.created', actor: actorOf(caller) } as const
  const details = { by: 'super-admin' }
  try {
    await deps.db.batch([
      deps.db.insert(organizations).values(organization),
      deps.db.insert(agentPool).values(pool),
      ...billing.map((row) => deps.db.insert(billingConfig).values(row)),
      deps.db.insert(auditLog).values(auditRow(organization.createdAt, { ...entry, subject: organization.id, details }))
    ])
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CommsError('conflict', 'This slug is taken.', { cause: error, nextAction: 'Choose another slug.' })
  }
  const view = toOrganizationView(organization)
  if (ownerEmail === undefined) return { organization: view }
  const owner = { email: ownerEmail, role: 'owner' } as const
  const invited = inviteUser(deps, { ...caller, orgId: organization.id }, owner)
  return invited.then(
    () => ({ organization: view, ownerInvitation: 'sent' as const }),
    (err: unknown) => {
      deps.log.warn({ event: 'invitation_failed', organizationId: organization.id, err }, 'the owner was not invited')
      return { organization: view, ownerInvitation: 'failed' as const }
    }
  )
}

/** The end of the id makes it one that nobody has. */
const distinctSlug = (name: string, id: string): string =>
  `${slugOf(name) || 'organization'}-${id.slice(-8).toLowerCase()}`
