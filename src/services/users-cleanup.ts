import { and, eq, inArray, lte, notExists } from 'drizzle-orm'
import { agentPool, agents, billingConfig, organizations, tokens, users } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { forgetFailures } from './lockout.ts'

/** How long an account may wait for its mailbox to be confirmed, in milliseconds. */
const UNCONFIRMED_MS = 7 * 86_400_000
const BATCH = 100

/** Removes what strangers left: counts of failed sign-ins that are over, and accounts that nobody confirmed within a week. */
export async function forgetStrangers(deps: Deps): Promise<void> {
  await forgetFailures(deps)
  const { db } = deps
  const since = new Date(deps.clock.now().getTime() - UNCONFIRMED_MS)
  const stale = and(eq(users.status, 'unverified'), lte(users.updatedAt, since))
  const rows = await db.select({ id: users.id, orgId: users.orgId }).from(users).where(stale).limit(BATCH)
  for (const { id, orgId } of rows) await forgetAccount(deps, id, orgId, since)
}

/** The organization goes with its founder; one that somebody uses already stays. */
async function forgetAccount({ db }: Deps, id: string, orgId: string, since: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const still = and(eq(users.id, id), eq(users.status, 'unverified'), lte(users.updatedAt, since))
    const gone = await tx.delete(users).where(still).returning({ id: users.id })
    if (gone.length === 0) return
    const [people, held, made] = [
      tx.select({ id: users.id }).from(users).where(eq(users.orgId, orgId)),
      tx.select({ id: tokens.id }).from(tokens).where(eq(tokens.orgId, orgId)),
      tx.select({ id: agents.id }).from(agents).where(eq(agents.orgId, orgId))
    ]
    const unused = and(eq(organizations.id, orgId), notExists(people), notExists(held), notExists(made))
    const own = tx.select({ id: organizations.id }).from(organizations).where(unused)
    await tx.delete(agentPool).where(inArray(agentPool.orgId, own))
    await tx.delete(billingConfig).where(inArray(billingConfig.orgId, own))
    await tx.delete(organizations).where(unused)
  })
}
