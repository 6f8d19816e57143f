import { eq, sql } from 'drizzle-orm'
import type { Queries } from '../db/open.ts'
import { agentPool, auditLog, billingConfig, organizations } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { auditRow } from '../observability/audit.ts'
import { recountOrganization } from '../pipeline/limits-recount.ts'
import type { BillingConfig, Tier } from '../schemas/billing.ts'
import type { LimitOverrides } from '../schemas/usage.ts'
import { toPool } from './agent-pool.ts'
import { PLANS } from './billing-tiers.ts'
import { actorOf } from './callers.ts'
import { dollars, microUsd } from './limits.ts'
import { announceOrganization } from './organizations-changed.ts'

/** After this every replica knows of a new cap, in milliseconds. */
const KNOWN_AFTER_MS = 5000

/** What of an organization's billing can be changed; null clears. */
export interface BillingChange {
  tier?: Tier
  markupPercent?: number
  billingEmail?: string | null
  /** US dollars; null: what the plan allows. */
  maxSpendPerDay?: number | null
  maxSpendPerMonth?: number | null
}

type Row = typeof billingConfig.$inferSelect

/** How an organization is billed until somebody says otherwise. */
const unset = (orgId: string, at: Date): Row => ({
  ...{ orgId, tier: 'enterprise', markupBasisPoints: 0, billingEmail: null, updatedAt: at }
})

/** The billing of an organization as it is stored, or as it is until somebody says otherwise. */
export async function readBilling(db: Queries, orgId: string, at: Date): Promise<Row> {
  const [row] = await db.select().from(billingConfig).where(eq(billingConfig.orgId, orgId))
  return row ?? unset(orgId, at)
}

/**
 * Changes how the caller's organization is billed. A new plan brings its caps, its pool and its markup along.
 * @throws CommsError `invalid_input` when nothing is to be changed, `forbidden` for plan and markup, and for a cap
 * above the plan's, unless a super-admin asks.
 */
export async function setBillingConfig(deps: Deps, caller: Caller, change: BillingChange): Promise<BillingConfig> {
  if (Object.keys(change).length === 0)
    throw new CommsError('invalid_input', 'arguments: name at least one thing to change')
  const { orgId } = caller
  const now = deps.clock.now()
  const view = await deps.db.transaction(async (tx) => {
    // The lock: of two changes at once the second is made on top of the first.
    const isOrg = eq(organizations.id, orgId)
    const [organization] = await tx.update(organizations).set({ id: orgId }).where(isOrg).returning()
    const before = await readBilling(tx, orgId, now)
    const row = { ...changed(before, change), updatedAt: now }
    refuseOperatorsFields(caller, change, row.tier)
    const limits = { ...organization?.limits, ...capsOf(row.tier, change) }
    await tx.insert(billingConfig).values(row).onConflictDoUpdate({ target: billingConfig.orgId, set: row })
    await tx.update(organizations).set({ limits }).where(isOrg)
    const pool = await resizePool(tx, orgId, change.tier)
    const details = { fields: Object.keys(change), tier: row.tier, markupBasisPoints: row.markupBasisPoints, limits }
    const entry = { orgId, event: 'limits.changed', actor: actorOf(caller), subject: orgId, details } as const
    await tx.insert(auditLog).values(auditRow(now, entry))
    await recountOrganization(tx, orgId, limits, now)
    return toView(row, limits, pool)
  })
  await announceOrganization(deps, orgId)
  countAgain(deps, orgId)
  return view
}

const changed = (before: Row, { tier, markupPercent, billingEmail }: BillingChange): Row => ({
  ...before,
  ...(tier !== undefined && { tier, markupBasisPoints: PLANS[tier].markupBasisPoints }),
  ...(markupPercent !== undefined && { markupBasisPoints: Math.round(markupPercent * 100) }),
  ...(billingEmail !== undefined && { billingEmail })
})

function refuseOperatorsFields(caller: Caller, change: BillingChange, tier: Tier): void {
  if (caller.role === 'super') return
  const { orgSpendPerDayMicroUsd: day = Infinity, orgSpendPerMonthMicroUsd: month = Infinity } = PLANS[tier]
  const refused = [
    ...(change.tier !== undefined ? ['tier'] : []),
    ...(change.markupPercent !== undefined ? ['markupPercent'] : []),
    ...(microUsd(change.maxSpendPerDay ?? 0) > day ? ['maxSpendPerDay above the plan'] : []),
    ...(microUsd(change.maxSpendPerMonth ?? 0) > month ? ['maxSpendPerMonth above the plan'] : [])
  ]
  if (refused.length > 0)
    throw new CommsError('forbidden', `Only a super-admin may change this: ${refused.join(', ')}.`, {
      nextAction: 'Ask the operator of the server.'
    })
}

/** Undefined entries stand for no cap; JSON leaves them out. */
function capsOf(tier: Tier, { tier: newTier, maxSpendPerDay, maxSpendPerMonth }: BillingChange): LimitOverrides {
  const { orgSpendPerDayMicroUsd, orgSpendPerMonthMicroUsd } = PLANS[tier]
  const cap = (asked: number | null | undefined, plan: number | undefined) => (asked == null ? plan : microUsd(asked))
  return {
    ...((newTier || maxSpendPerDay !== undefined) && {
      orgSpendPerDayMicroUsd: cap(maxSpendPerDay, orgSpendPerDayMicroUsd)
    }),
    ...((newTier || maxSpendPerMonth !== undefined) && {
      orgSpendPerMonthMicroUsd: cap(maxSpendPerMonth, orgSpendPerMonthMicroUsd)
    })
  }
}

/** A smaller plan takes no agent away: the pool is at least what is in use. */
async function resizePool(tx: Queries, orgId: string, tier: Tier | undefined) {
  const isPool = eq(agentPool.orgId, orgId)
  if (tier !== undefined) {
    const { poolSize } = PLANS[tier]
    const maxAgents = sql`case when ${agentPool.used} > ${poolSize} then ${agentPool.used} else ${poolSize} end`
    await tx.update(agentPool).set({ maxAgents }).where(isPool)
  }
  const [pool] = await tx.select().from(agentPool).where(isPool)
  return toPool(pool ?? { maxAgents: 0, used: 0 })
}

const toView = (row: Row, limits: LimitOverrides, pool: BillingConfig['pool']): BillingConfig => ({
  tier: row.tier,
  markupPercent: row.markupBasisPoints / 100,
  billingEmail: row.billingEmail,
  maxSpendPerDay: limits.orgSpendPerDayMicroUsd === undefined ? null : dollars(limits.orgSpendPerDayMicroUsd),
  maxSpendPerMonth: limits.orgSpendPerMonthMicroUsd === undefined ? null : dollars(limits.orgSpendPerMonthMicroUsd),
  pool
})

/** Sends that another replica let pass before it knew of the cap are counted when they are done. */
function countAgain(deps: Deps, orgId: string): void {
  deps.clock.after(KNOWN_AFTER_MS, () => {
    deps.db
      .transaction(async (tx) => {
        const [organization] = await tx.select().from(organizations).where(eq(organizations.id, orgId))
        await recountOrganization(tx, orgId, organization?.limits ?? {}, deps.clock.now())
      })
      .catch((err: unknown) => deps.log.warn({ event: 'recount_failed', err }, 'the budget may lack some sends'))
  })
}
